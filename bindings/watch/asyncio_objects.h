#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bindings/watch/task_events.h"

// Reading asyncio's objects without running any code of Python's: slots by their offsets, getters
// of C types, the dict of an instance. Lib/asyncio/{base_events,events,tasks}.py,
// Modules/_asynciomodule.c.

namespace lab::bindings {

/// The classes, as they are while asyncio is imported.
struct AsyncioTypes {
  pybind11::object loop;          ///< base_events.BaseEventLoop
  pybind11::object handle;        ///< events.Handle
  pybind11::object timer_handle;  ///< events.TimerHandle
  pybind11::object c_task;        ///< _asyncio.Task; null where there is no accelerator
  pybind11::object py_task;       ///< tasks._PyTask
  std::string folder;             ///< of asyncio's own files, with a '/' behind it

  PyTypeObject* loop_type() const { return reinterpret_cast<PyTypeObject*>(loop.ptr()); }
  PyTypeObject* handle_type() const { return reinterpret_cast<PyTypeObject*>(handle.ptr()); }
};

/// @returns nothing while asyncio is not imported as far as needed
std::optional<AsyncioTypes> find_asyncio();

/// What is known of a coroutine's or callback's place.
struct TaskCode {
  std::uint64_t name = 0;  ///< qualified; a text number
  TaskPlace place;
};

/// Reads objects of these classes. Every pointer that it returns is borrowed.
class AsyncioObjects {
 public:
  /// @throws std::runtime_error where the classes are built otherwise than in CPython 3.11 to 3.15
  explicit AsyncioObjects(AsyncioTypes types);

  const AsyncioTypes& types() const noexcept { return types_; }

  /// What a handle calls; null when it was cancelled. `handle` is a Handle.
  PyObject* callback_of(PyObject* handle) const noexcept;
  PyObject* loop_of(PyObject* handle) const noexcept;
  /// When a timer is due, on its loop's clock, in seconds; nothing for other handles.
  std::optional<double> due(PyObject* handle) const noexcept;
  bool is_handle(PyObject* object) const noexcept;

  bool is_task(PyObject* object) const noexcept;
  /// The task of which a callback is a step or a wake-up; null for other callbacks.
  PyObject* task_of(PyObject* callback) const noexcept;
  std::uint64_t name_of(PyObject* task) const noexcept;
  /// A new reference; null where it has none (any more).
  PyObject* coroutine_of(PyObject* task) const noexcept;
  /// suspended, returned, raised, cancelled
  std::string_view outcome_of(PyObject* task) const noexcept;

  /// Its own name and where its code begins.
  TaskCode code_of_coroutine(PyObject* coroutine) const noexcept;
  TaskCode code_of_callback(PyObject* callback) const noexcept;
  /// Where it goes on: the innermost of the coroutines and generators that it awaits, those of
  /// asyncio itself left out.
  TaskPlace place_of(PyObject* coroutine) const noexcept;
  /// The innermost place of this thread, asyncio's own left out.
  TaskPlace place_of_caller() const noexcept;

  /// The length of the loop's list of that name; -1 where it has none.
  std::int64_t length_of(PyObject* loop, PyObject* name) const noexcept;
  /// Whether the loop's time is time.monotonic.
  bool has_plain_clock(PyObject* loop) const noexcept;

 private:
  bool is_own(PyCodeObject* code) const noexcept;
  PyObject* awaited_by(PyObject* coroutine) const noexcept;
  PyObject* attribute(PyObject* task, const pybind11::object& getter,
                      const pybind11::object& name) const noexcept;

  AsyncioTypes types_;
  Py_ssize_t callback_at_;
  Py_ssize_t loop_at_;
  Py_ssize_t when_at_;
  pybind11::object time_;  ///< BaseEventLoop.time
  // Of _asyncio.Task: descriptors; null without it.
  pybind11::object c_name_, c_coroutine_, c_state_, c_exception_;
  pybind11::str name_key_{"_name"}, coroutine_key_{"_coro"}, state_key_{"_state"},
      exception_key_{"_exception"}, self_key_{"__self__"}, time_key_{"time"},
      coroutine_awaits_{"cr_await"}, generator_awaits_{"gi_yieldfrom"};
};

}  // namespace lab::bindings
