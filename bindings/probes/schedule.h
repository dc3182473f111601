#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/probes/thread_motion.h"
#include "lab/record/writer.h"

// The order in which threads pass named points.
//
// One thread runs at a time: the next entry of the order is passed when its thread stands at the
// point *and* the thread that passed before has come to its own next point, has ended or waits for
// somebody. So what stands between two points is done before the next begins, and an order such as
// a:read b:read a:write b:write loses an update every time.
//
// An order may be impossible: with a lock around both, b never comes to b:read while a, which has
// the lock, is parked at a:write. Then every thread stands still, and that is seen in the kernel's
// counts of their switches, not by a time that was guessed: each thread of Python is parked, has
// ended, or has been asleep without a switch for `patience`. A thread that waits for the GIL is
// woken each time we take it and give it back (each round does), so it does not look still; nor does
// one that gets no processor. The order then gives way: the entries up to the first one at which
// somebody is parked are recorded as impossible, and that one is passed.
//
// Rejected: a time-out for each point (on a busy machine it says "impossible" of what is slow), and
// tracing the threads line by line (another program than the one under test).
//
// A thread that computes or polls for ever would keep the others parked for ever: when nobody has
// passed for 40 times the patience, everybody counts as standing still.
//
// The mutex is never held while the GIL is waited for.

namespace lab::bindings {

/// A thread with a Python thread state.
struct PythonThread {
  pid_t id = 0;      ///< 0: it is being started
  std::string name;  ///< of threading; its id in decimal where threading does not know it
};

/// An entry that nobody could pass when it was its turn.
struct Impossible {
  std::string point;
  std::vector<std::string> parked;   ///< the points at which threads were parked
  std::vector<std::string> waiting;  ///< names of the threads that waited elsewhere
};

class Schedule {
 public:
  using Clock = ThreadMotion::Clock;
  enum class Stand { moving, gave_way, stuck };

  Schedule(std::vector<std::string> order, Clock::duration patience);

  /// Takes part with one point, under the name `point` or `thread:point`.
  /// @returns true: go on. false: parked, for at most a round; call again, after look().
  bool arrive(pid_t thread, std::string_view name, std::string_view point, record::Writer* log);
  /// Lets the order give way where none of `threads` moves. `self` is looking and does not count.
  Stand look(const std::vector<PythonThread>& threads, pid_t self, record::Writer* log);
  /// `thread` only waits for others from here on, until `leave`.
  void join(pid_t thread);
  void leave(pid_t thread);
  /// Waits for a round, or until somebody has passed.
  void wait_round();
  /// Lets everybody go.
  void finish();

  std::vector<std::string> passed() const;
  std::vector<Impossible> impossible() const;
  std::vector<std::string> left() const;

 private:
  enum class State { open, passed, impossible };
  struct Entry {
    std::string point;
    State state = State::open;
  };

  std::size_t find(State state, std::string_view name, std::string_view point) const;
  bool is_still(pid_t thread);
  bool runner_is_done(pid_t self);
  void pass(std::size_t entry, pid_t thread, record::Writer* log);
  void give_way_to(std::size_t entry, std::vector<std::string> waiting, record::Writer* log);
  void skip_closed();

  mutable std::mutex mutex_;
  std::condition_variable passing_;
  std::vector<Entry> order_;
  std::vector<std::string> passed_;
  std::vector<Impossible> impossible_;
  std::map<pid_t, std::size_t> parked_;  ///< at which entry; the order's size: in join()
  ThreadMotion motion_;
  Clock::duration patience_;
  Clock::time_point last_change_ = Clock::now();
  std::size_t next_ = 0;
  pid_t runner_ = 0;  ///< who passed last
  bool finished_ = false;
};

}  // namespace lab::bindings
