#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lab/record/writer.h"

// The events of the watch `tasks`, of all threads and loops of a process:
//
//   task.loop        loop, class, address                      a loop is seen for the first time
//   task.iteration   loop, iteration, ready, scheduled         _run_once begins: callbacks that wait
//                                                              for their turn, timers that are set
//   task.select      loop, timeout_ns, slept_ns                it asked the selector for events;
//                                                              not told where it asked for no sleep
//                                                              and got none
//   task.new         task, loop, name, coroutine, file, line, creator_file, creator_line, eager
//   task.step        task, loop, name, file, line, waited_ns, late_ns
//                                                              a handle is run: a step of a task,
//                                                              or (task 0) another callback. Where
//                                                              the coroutine goes on, or where the
//                                                              callback's code begins
//   task.step_end    task, loop, outcome, file, line, duration_ns
//                                                              of the thread's last step that has
//                                                              not ended. outcome: suspended,
//                                                              returned, raised, cancelled, unknown
//   task.done        task, outcome                             a task that ended outside a step: an
//                                                              eager one
//   task.executor    loop, function, file, line                run_in_executor
//   task.complaint   loop, task, message                       call_exception_handler: an exception
//                                                              in a callback, a task that was
//                                                              destroyed while pending …
//
// Loops and tasks have numbers, counted from 1 in each process (a forked child counts on from its
// parent's). An iteration has no end of its own: the loop's next one, or the end of the process, is
// that. waited_ns: since the handle came into the ready queue by call_soon; late_ns: a timer, since
// the time it was set to.

namespace lab::bindings {

/// A text number of the log and a line; 0 and 0 when nothing is known.
struct TaskPlace {
  std::uint64_t file = 0;
  std::int64_t line = 0;
};

struct TaskStep {
  std::uint64_t task = 0;
  std::uint64_t loop = 0;
  std::uint64_t name = 0;  ///< number of a text, as all below
  TaskPlace place;
  std::optional<std::uint64_t> waited;
  std::optional<std::uint64_t> late;
};

struct NewTask {
  std::uint64_t task = 0;
  std::uint64_t loop = 0;
  std::uint64_t name = 0;
  std::uint64_t coroutine = 0;
  TaskPlace place;
  TaskPlace creator;
  bool eager = false;
};

class TaskEvents {
 public:
  explicit TaskEvents(record::Writer& log) noexcept;

  void loop(std::uint64_t loop, std::string_view type, const void* address) noexcept;
  /// ready, scheduled: -1 where they cannot be told
  void iteration(std::uint64_t loop, std::uint64_t iteration, std::int64_t ready,
                 std::int64_t scheduled) noexcept;
  void select(std::uint64_t loop, std::optional<std::uint64_t> timeout,
              std::uint64_t slept) noexcept;
  void task(const NewTask& task) noexcept;
  void step(std::uint64_t time, const TaskStep& step) noexcept;
  void step_end(std::uint64_t began, const TaskStep& step, std::string_view outcome,
                const TaskPlace& place) noexcept;
  void done(std::uint64_t task, std::string_view outcome) noexcept;
  void executor(std::uint64_t loop, std::uint64_t function, const TaskPlace& place) noexcept;
  void complaint(std::uint64_t loop, std::uint64_t task, std::uint64_t message) noexcept;

  std::uint64_t written() const noexcept { return written_; }

 private:
  template <typename Words>
  void write(std::uint64_t time, std::uint16_t schema, const Words& words) noexcept {
    ++written_;
    log_.event_at(time, schema, words);
  }

  record::Writer& log_;
  std::uint64_t written_ = 0;
};

}  // namespace lab::bindings
