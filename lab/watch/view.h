#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/timeline/sources.h"
#include "lab/timeline/timeline.h"

namespace lab::watch {

/// An expected answer, as far as it is known.
struct Answer {
  std::string name;
  bool passed = false;
  std::optional<timeline::Number> decided;  ///< from this record on
};

/// What is looked at, beside the log.
struct Scene {
  std::string title;
  std::vector<timeline::Source> sources;
  std::vector<Answer> answers;
  bool running = false;   ///< the program has not ended
  int run = 1;            ///< how often it was started
  std::string verdict;    ///< "passed · 7 of 7 points"
  std::string complaint;  ///< why there is nothing to see
};

/// What a person can do.
enum class Action {
  none,
  quit,
  play,
  forward,
  back,
  forward_ten,
  back_ten,
  first,
  last,
  follow,
  all_or_own,
  next_same,
  previous_same,
  next_collection,
  previous_collection,
  next_change,
  previous_change,
  next_refcount,
  previous_refcount,
  next_hand_off,
  previous_hand_off,
  next_exception,
  previous_exception,
  why,
  return_from_why,
  search,
  zoom_in,
  zoom_out,
  whole,
  next_object,
  slower,
  faster,
  help
};

/// Where somebody stands in a log, and how he looks at it. Knows nothing of terminals.
class View {
 public:
  /// @param pace records of the program's own a second while it plays
  View(timeline::Timeline& timeline, double pace, bool follows);

  void act(Action action);
  /// Letters that are typed for a search; a line feed searches, an escape gives it up.
  void type(int key);
  bool is_typing() const { return typing_; }
  /// Time goes on: plays, or follows the end of a log that grows.
  void tick(double seconds);

  timeline::Timeline& timeline() const { return timeline_; }
  timeline::Number cursor() const { return cursor_; }
  bool own() const { return own_; }
  bool playing() const { return playing_; }
  bool following() const { return following_; }
  bool helping() const { return helping_; }
  bool quits() const { return quits_; }
  double pace() const { return pace_; }
  const std::string& typed() const { return typed_; }
  const std::string& message() const { return message_; }
  /// The watched object that is shown in full; empty where none is watched.
  std::string object() const;
  /// What the lanes show, ns.
  std::uint64_t from() const;
  std::uint64_t to() const;

 private:
  void go(timeline::Number number);
  void step(timeline::Direction direction, int times);
  void jump(timeline::Direction direction, const std::string& name, const std::string& text = {});
  void next_hand_off(timeline::Direction direction);
  void search();
  void zoom(double factor);
  void why();
  void return_from_why();
  void change_pace(double factor);
  struct Jump;
  // Each does what its actions ask for; the first two say whether it was one of theirs.
  bool act_by_step(Action action);
  bool act_by_jump(Action action);
  void act_by_looking(Action action);
  timeline::Number last() const;
  std::uint64_t first_time() const;

  timeline::Timeline& timeline_;
  timeline::Number cursor_ = 0;
  bool own_ = true;
  bool playing_ = false;
  bool following_ = false;
  bool helping_ = false;
  bool typing_ = false;
  bool quits_ = false;
  bool placed_ = false;  ///< the cursor has found its first place
  double pace_;
  double owed_ = 0;  ///< records that play is behind
  std::string typed_;
  std::string sought_;
  std::string message_;
  std::size_t object_ = 0;
  std::uint64_t span_ = 0;  ///< ns that the lanes show; 0: the whole run
  std::vector<timeline::Number> returns_;
};

}  // namespace lab::watch
