#pragma once

#include <Python.h>

#include <cstdint>
#include <unordered_map>

#include "bindings/watch/asyncio_objects.h"
#include "bindings/watch/footprint.h"
#include "bindings/watch/method_hook.h"
#include "bindings/watch/task_events.h"
#include "bindings/watch/task_numbers.h"

namespace lab::bindings {

/// What the methods of asyncio do, as events. Each function makes the call that it is given and
/// returns what that returns. With the GIL held; the error indicator is the call's own.
class TaskRecorder {
 public:
  TaskRecorder(record::Writer& log, AsyncioTypes types);

  PyObject* run_once(const MethodCall& call) noexcept;     ///< BaseEventLoop._run_once
  PyObject* select(const MethodCall& call) noexcept;       ///< a selector's select
  PyObject* run(const MethodCall& call) noexcept;          ///< Handle._run
  PyObject* call_soon(const MethodCall& call) noexcept;    ///< BaseEventLoop._call_soon
  PyObject* create_task(const MethodCall& call) noexcept;  ///< BaseEventLoop.create_task
  PyObject* complain(const MethodCall& call) noexcept;     ///< BaseEventLoop.call_exception_handler
  PyObject* execute(const MethodCall& call) noexcept;      ///< BaseEventLoop.run_in_executor
  PyObject* begin_loop(const MethodCall& call) noexcept;   ///< BaseEventLoop.__init__

  /// From now on calls go through and nothing is written.
  void switch_off() noexcept { off_ = true; }

  const AsyncioObjects& objects() const noexcept { return objects_; }
  std::uint64_t events() const noexcept { return events_.written(); }
  std::uint64_t iterations() const noexcept { return iterations_; }
  std::uint64_t nanoseconds() const noexcept { return time_.nanoseconds(); }

 private:
  struct Loop {
    std::uint64_t number = 0;
    std::uint64_t iterations = 0;
    bool plain_clock = false;
  };
  Loop* loop(PyObject* object) noexcept;
  std::uint64_t loop_number(PyObject* object) noexcept;
  std::uint64_t task_number(PyObject* task, PyObject* loop, PyObject* coroutine,
                            const TaskPlace& creator, bool eager) noexcept;
  TaskStep step_of(PyObject* handle, PyObject* callback, PyObject* task,
                   std::uint64_t now) noexcept;
  void end_step(PyObject* handle, PyObject* callback, PyObject* task, std::uint64_t began,
                const TaskStep& step, bool failed) noexcept;

  TaskEvents events_;
  AsyncioObjects objects_;
  TaskNumbers numbers_;
  ReadySince ready_since_;
  std::unordered_map<PyObject*, Loop> loops_;
  std::uint64_t last_loop_ = 0;
  std::uint64_t iterations_ = 0;
  HookTime time_;
  bool off_ = false;
  pybind11::str ready_key_{"_ready"}, scheduled_key_{"_scheduled"}, task_key_{"task"},
      future_key_{"future"}, message_key_{"message"};
};

}  // namespace lab::bindings
