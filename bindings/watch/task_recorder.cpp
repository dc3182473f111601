#include "bindings/watch/task_recorder.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <utility>

#include "bindings/internals/coroutine.h"
#include "bindings/watch/text_number.h"

namespace py = pybind11;

namespace lab::bindings {
namespace {

using record::Writer;

/// What this thread is in the middle of. Runs of loops may be nested.
struct Running {
  std::uint64_t iteration = 0;  ///< the loop that is in one; 0: none
  bool step = false;
  bool failed = false;  ///< an exception of this step was told to the loop
};
thread_local Running running;

/// Restores what was running when it ends.
class Scope {
 public:
  explicit Scope(Running next) noexcept : before_(std::exchange(running, next)) {}
  ~Scope() { running = before_; }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Running before_;
};

/// Sleeps that nobody asked for are told from here on.
constexpr std::uint64_t kLongSelect = 50'000;

/// Seconds, a float or an int, as nanoseconds.
std::optional<std::uint64_t> nanoseconds_of(PyObject* seconds) {
  double value = 0;
  if (PyFloat_CheckExact(seconds)) {
    value = PyFloat_AS_DOUBLE(seconds);
  } else if (PyLong_CheckExact(seconds)) {
    value = PyLong_AsDouble(seconds);
    if (value == -1 && PyErr_Occurred() != nullptr) return PyErr_Clear(), std::nullopt;
  } else {
    return std::nullopt;
  }
  constexpr double kLongest = 1e18;
  return static_cast<std::uint64_t>(std::clamp(value * 1e9, 0.0, kLongest));
}

}  // namespace

TaskRecorder::TaskRecorder(Writer& log, AsyncioTypes types)
    : events_(log), objects_(std::move(types)) {}

TaskRecorder::Loop* TaskRecorder::loop(PyObject* object) noexcept {
  if (object == nullptr) return nullptr;
  const auto at = loops_.find(object);
  if (at != loops_.end()) return &at->second;
  try {
    Loop& made = loops_[object];
    made.number = ++last_loop_;
    made.plain_clock = objects_.has_plain_clock(object);
    events_.loop(made.number, Py_TYPE(object)->tp_name, object);
    return &made;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

std::uint64_t TaskRecorder::loop_number(PyObject* object) noexcept {
  const Loop* known = loop(object);
  return known == nullptr ? 0 : known->number;
}

PyObject* TaskRecorder::begin_loop(const MethodCall& call) noexcept {
  loops_.erase(call.self());  // of one that has died where this one lies now
  return call.go_on();
}

PyObject* TaskRecorder::run_once(const MethodCall& call) noexcept {
  PyObject* self = call.self();
  if (off_ || self == nullptr) return call.go_on();
  std::uint64_t number = 0;
  {
    const InHook in_hook(time_);
    if (Loop* known = loop(self); known != nullptr) {
      number = known->number;
      ++iterations_;
      events_.iteration(number, ++known->iterations, objects_.length_of(self, ready_key_.ptr()),
                        objects_.length_of(self, scheduled_key_.ptr()));
    }
  }
  const Scope scope({number, false, false});
  return call.go_on();
}

PyObject* TaskRecorder::select(const MethodCall& call) noexcept {
  if (off_ || running.iteration == 0 || running.step) return call.go_on();
  const std::uint64_t loop = running.iteration;
  const std::uint64_t before = Writer::now();
  PyObject* events = call.go_on();
  const std::uint64_t slept = Writer::now() - before;
  if (off_) return events;
  const py::error_scope keep;
  PyObject* timeout = call.given() > 1 ? call.arguments[1] : Py_None;
  const auto asked = nanoseconds_of(timeout);
  const bool poll = asked.has_value() && *asked == 0;
  if (!poll || slept >= kLongSelect) events_.select(loop, asked, slept);
  return events;
}

PyObject* TaskRecorder::call_soon(const MethodCall& call) noexcept {
  PyObject* handle = call.go_on();
  if (!off_ && handle != nullptr) ready_since_.came(handle, Writer::now());
  return handle;
}

std::uint64_t TaskRecorder::task_number(PyObject* task, PyObject* loop, PyObject* coroutine,
                                        const TaskPlace& creator, bool eager) noexcept {
  const lab_coroutine read = lab_coroutine_read(coroutine);
  const bool unstarted = read.code != nullptr && read.state == kLabCoroutineCreated;
  const auto [number, is_new] = numbers_.task(task, coroutine, unstarted);
  if (!is_new) return number;
  const TaskCode code = objects_.code_of_coroutine(coroutine);
  events_.task(
      {number, loop_number(loop), objects_.name_of(task), code.name, code.place, creator, eager});
  return number;
}

TaskStep TaskRecorder::step_of(PyObject* handle, PyObject* callback, PyObject* task,
                               std::uint64_t now) noexcept {
  TaskStep step;
  Loop* known = loop(objects_.loop_of(handle));
  step.loop = known == nullptr ? 0 : known->number;
  const std::uint64_t since = ready_since_.take(handle);
  if (since != 0 && since <= now) step.waited = now - since;
  const auto due = objects_.due(handle);
  if (due && known != nullptr && known->plain_clock && *due >= 0 && *due < 1e9) {
    const auto at = static_cast<std::uint64_t>(std::llround(*due * 1e9));
    step.late = now > at ? now - at : 0;
  }
  TaskCode code;
  if (task == nullptr) {
    code = objects_.code_of_callback(callback);
  } else {
    PyObject* coroutine = objects_.coroutine_of(task);
    step.task = task_number(task, objects_.loop_of(handle), coroutine, {}, false);
    numbers_.begun(task);
    code = objects_.code_of_coroutine(coroutine);
    code.place = objects_.place_of(coroutine);
    Py_XDECREF(coroutine);
  }
  step.name = code.name;
  step.place = code.place;
  return step;
}

void TaskRecorder::end_step(PyObject* handle, PyObject* callback, PyObject* task,
                            std::uint64_t began, const TaskStep& step, bool failed) noexcept {
  if (task == nullptr)
    return events_.step_end(began, step, failed ? "raised" : "returned", step.place);
  // The handle keeps the callback and that the task, unless the step has cancelled its own handle.
  if (objects_.callback_of(handle) != callback) return events_.step_end(began, step, "unknown", {});
  PyObject* coroutine = objects_.coroutine_of(task);
  const std::string_view outcome = objects_.outcome_of(task);
  events_.step_end(began, step, outcome, objects_.place_of(coroutine));
  Py_XDECREF(coroutine);
  if (outcome != "suspended") numbers_.forget_task(task);
}

PyObject* TaskRecorder::run(const MethodCall& call) noexcept {
  PyObject* handle = call.self();
  if (off_ || !objects_.is_handle(handle)) return call.go_on();
  PyObject* callback = objects_.callback_of(handle);
  PyObject* task = callback == nullptr ? nullptr : objects_.task_of(callback);
  TaskStep step;
  std::uint64_t began = 0;
  {
    const InHook in_hook(time_);
    began = Writer::now();
    step = step_of(handle, callback, task, began);
    events_.step(began, step);
  }
  PyObject* result = nullptr;
  bool failed = false;
  {
    const Scope scope({running.iteration, true, false});
    result = call.go_on();
    failed = running.failed || result == nullptr;
  }
  if (off_) return result;
  const InHook in_hook(time_);
  const py::error_scope keep;
  end_step(handle, callback, task, began, step, failed);
  return result;
}

PyObject* TaskRecorder::create_task(const MethodCall& call) noexcept {
  PyObject* task = call.go_on();
  if (off_ || task == nullptr || !objects_.is_task(task)) return task;
  const InHook in_hook(time_);
  PyObject* coroutine = objects_.coroutine_of(task);
  // An eager task that has ended has let go of it; the caller has not.
  if (coroutine == nullptr && call.given() > 1) coroutine = Py_NewRef(call.arguments[1]);
  const lab_coroutine read = lab_coroutine_read(coroutine);
  const std::string_view outcome = objects_.outcome_of(task);
  const bool begun = read.code != nullptr && read.state != kLabCoroutineCreated;
  const bool eager = begun || outcome != "suspended";
  const std::uint64_t number =
      task_number(task, call.self(), coroutine, objects_.place_of_caller(), eager);
  Py_XDECREF(coroutine);
  if (outcome != "suspended") {
    events_.done(number, outcome);
    numbers_.forget_task(task);
  }
  return task;
}

PyObject* TaskRecorder::complain(const MethodCall& call) noexcept {
  if (off_ || call.given() < 2 || !PyDict_CheckExact(call.arguments[1])) return call.go_on();
  running.failed = running.step;
  {
    const InHook in_hook(time_);
    const py::error_scope keep;
    PyObject* context = call.arguments[1];
    PyObject* task = PyDict_GetItemWithError(context, task_key_.ptr());
    if (task == nullptr) task = PyDict_GetItemWithError(context, future_key_.ptr());
    std::uint64_t number = 0;
    if (objects_.is_task(task)) {
      PyObject* coroutine = objects_.coroutine_of(task);
      number = task_number(task, call.self(), coroutine, {}, false);
      Py_XDECREF(coroutine);
      numbers_.forget_task(task);  // both complaints about tasks come when one dies
    }
    events_.complaint(loop_number(call.self()), number,
                      text_number(PyDict_GetItemWithError(context, message_key_.ptr())));
    PyErr_Clear();
  }
  return call.go_on();
}

PyObject* TaskRecorder::execute(const MethodCall& call) noexcept {
  if (!off_ && call.given() > 2) {
    const InHook in_hook(time_);
    events_.executor(loop_number(call.self()), objects_.code_of_callback(call.arguments[2]).name,
                     objects_.place_of_caller());
  }
  return call.go_on();
}

}  // namespace lab::bindings
