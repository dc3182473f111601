#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lab::timeline {

enum class LaneKind {
  states,  ///< one of several at a time: a thread and its GIL, a collection
  series,  ///< a number that holds until it changes: a refcount, live bytes
  rate     ///< how many: events, calls of the allocator
};

/// What one lane shows from `time` on, until the next step.
struct Step {
  std::uint64_t time = 0;  ///< ns since the log was created
  std::int64_t value = 0;  ///< states: index into Lane::states; series: the number; rate: how many
  std::int64_t low = 0;    ///< series: the least and the most that it was until the next step
  std::int64_t high = 0;
  std::uint8_t share = 100;  ///< states: percent of the time until the next step that it was so
};

/// What stands for a stretch that was in several states: the longest of those that are drawn, since
/// a short hold of the GIL in a long sleep is what somebody looks for; state 0 only where it was all.
struct MainState {
  std::int64_t state;
  std::uint8_t share;  ///< percent of the stretch, 1 at least
};
/// @param times spent in each state
MainState main_state(std::span<const std::uint64_t> times);

/// One row of the picture over time.
struct Lane {
  std::string id;     ///< "gil/812/812", "refcount/squares"
  std::string group;  ///< "gil", "gc", "refcount", "alloc", "locks", "tasks", "events"
  std::string title;  ///< "MainThread", "squares", "generation 0"
  std::string unit;   ///< of a series: "references", "objects", "bytes"; empty
  LaneKind kind = LaneKind::states;
  std::vector<std::string> states;  ///< {"off", "waits", "holds", …}; state 0 is drawn as nothing
  bool exact = true;                ///< false: steps were joined
  std::vector<Step> steps;          ///< the first begins at or before the range's beginning
};

}  // namespace lab::timeline
