#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lab/judge/watched/fields.h"
#include "lab/judge/watched/time_bins.h"
#include "lab/record/reader.h"

namespace lab::judge {

/// A step of a task, or a callback that the loop ran.
struct TaskStep {
  std::string task;  ///< its name; empty: a callback
  std::string name;  ///< of the coroutine or the callback, qualified
  EventPlace from;   ///< where it went on; of a callback, where its code begins
  EventPlace to;     ///< where it was suspended again or ended
  std::uint64_t began = 0;
  std::uint64_t us = 0;
  std::string outcome;  ///< suspended, returned, raised, cancelled, unknown; "running": no end
};

/// A step that began after its time: a timer, or a task that waited for its turn.
struct LateTask {
  std::string task;
  std::string name;
  EventPlace place;
  std::uint64_t us = 0;
};

/// One task, or (number 0) all other callbacks of a process.
struct TaskLane {
  std::uint32_t pid = 0;
  std::uint64_t number = 0;
  std::string name;
  std::string coroutine;
  EventPlace creator;
  std::uint64_t steps = 0;
  std::uint64_t running_us = 0;
  std::uint64_t ready_us = 0;  ///< it waited for its turn
  std::uint64_t longest_us = 0;
  std::uint64_t begin = 0;  ///< nanoseconds
  std::uint64_t end = 0;    ///< of its last step
  std::string outcome;      ///< of its last step; "created" before the first
};

/// What the loop was told that went wrong.
struct TaskComplaint {
  std::string message;
  std::uint64_t times = 0;
  std::string task;  ///< of the first; empty: none was named
};

/// task.* events, of all processes and threads of a run.
class WatchedTasks {
 public:
  static constexpr std::size_t kMostLanes = 10000;
  static constexpr std::size_t kMostDrawn = 16;  ///< lanes of which it is kept when they ran
  static constexpr std::size_t kMostComplaints = 32;
  static constexpr std::size_t kMostOpen = 4096;

  bool on = false;
  std::uint64_t loops = 0;
  std::uint64_t iterations = 0;
  std::uint64_t steps = 0;  ///< of tasks
  std::uint64_t callbacks = 0;
  std::uint64_t tasks = 0;
  std::uint64_t eager = 0;
  std::uint64_t returned = 0, raised = 0, cancelled = 0;  ///< tasks that ended so
  std::uint64_t max_ready = 0;
  std::uint64_t max_scheduled = 0;
  std::uint64_t slept_us = 0;
  std::uint64_t timers = 0;  ///< that ran
  std::uint64_t executor = 0;
  std::uint64_t left_out = 0;        ///< steps and tasks that nothing was kept for
  std::uint64_t begin = 0, end = 0;  ///< of the first and last event, nanoseconds
  std::optional<TaskStep> longest;
  std::optional<LateTask> latest;
  std::uint64_t latest_timer_us = 0;
  std::vector<TaskLane> lanes;
  std::vector<TaskComplaint> complaints;
  TimeBins ready{TimeBins::Kind::most};  ///< the ready queue's length

  /// @param time nanoseconds since the log began
  void add(const record::Event& event, std::uint32_t pid, std::uint32_t tid, std::uint64_t time);
  /// The run ended at this time: a step that has not ended lasted until then.
  void finish(std::uint64_t time);
  void rename_file(const std::string& from, const std::string& to);
  /// Tasks that had not ended.
  std::uint64_t pending() const { return tasks - std::min(tasks, returned + raised + cancelled); }
  /// When a lane of the first kMostDrawn ran and waited; null for others.
  struct Times {
    TimeBins running{TimeBins::Kind::sum};
    TimeBins ready{TimeBins::Kind::sum};
  };
  const Times* times_of(std::size_t lane) const {
    return lane < times_.size() ? &times_[lane] : nullptr;
  }
  record::Map to_map() const;

 private:
  /// A step of the last ones of a thread, and how late it was as a timer.
  struct Window {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t late = 0;
  };
  struct Open {
    TaskStep step;
    std::size_t lane = 0;  ///< kMostLanes: none
  };
  std::size_t lane_of(std::uint32_t pid, std::uint64_t number, std::uint64_t time);
  void add_other(const record::Event& event, std::uint32_t pid, std::uint64_t time);
  void add_iteration(const record::Event& event, std::uint64_t time);
  void add_task(const record::Event& event, std::uint32_t pid, std::uint64_t time);
  void add_step(const record::Event& event, std::uint32_t pid, std::uint32_t tid,
                std::uint64_t time);
  void add_delay(const record::Event& event, const TaskStep& step, std::uint32_t pid,
                 std::uint32_t tid, std::uint64_t time);
  std::uint64_t timer_behind(std::uint32_t pid, std::uint32_t tid, std::uint64_t time) const;
  void end_step(const record::Event& event, std::uint32_t pid, std::uint32_t tid,
                std::uint64_t time);
  void close(Open& open, std::uint64_t time);
  void count_outcome(std::string_view outcome);
  void add_complaint(const record::Event& event, std::uint32_t pid);

  std::map<std::pair<std::uint32_t, std::uint64_t>, std::size_t> lane_numbers_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Open>> open_;  ///< by thread
  std::size_t open_count_ = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::deque<Window>> windows_;  ///< by thread
  std::vector<Times> times_;
};

}  // namespace lab::judge
