#include "bindings/watch/tasks_watch.h"

#include <cstring>
#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bindings/watch/task_recorder.h"
#include "bindings/watch/watcher.h"

namespace py = pybind11;

// The watch `tasks`: what asyncio's loops do, step by step (task_events.h: the events).
//
//   base_events.BaseEventLoop   _run_once               an iteration
//                               _call_soon              since when a handle waits for its turn
//                               create_task             a task, and who made it
//                               call_exception_handler  what went wrong
//                               run_in_executor
//                               __init__                a new loop, perhaps where a dead one lay
//   events.Handle               _run                    a step
//   selectors.*Selector         select                  how long the loop slept
//
// Each of these functions is heard by C on the way (method_hook.h). asyncio is not imported for
// that: where the program imports it later, the audit event of its next module is the moment. A
// task is known by its handles: `_asyncio.Task` gives call_soon a callable of which it is the
// __self__, once for each step.
//
// What is not seen: loops that do not come from BaseEventLoop (uvloop's: a notice says so), the
// iterations of one whose _run_once is all its own, the first step of an eager task (a part of its
// creator's step), and an asyncio that is imported a second time beside the first.

namespace lab::bindings {
namespace {

class TasksWatch;
TasksWatch* active_watch = nullptr;
/// A call may still be on its way when the watch ends, and a program may keep a hook.
std::shared_ptr<TaskRecorder> current_recorder;

class TasksWatch : public Watch {
 public:
  explicit TasksWatch(record::Writer& log);
  ~TasksWatch() override;

  std::uint64_t events() const noexcept override {
    return recorder_ == nullptr ? 0 : recorder_->events();
  }
  bool waits() const noexcept { return recorder_ == nullptr && !off_; }
  /// Begins if asyncio is imported so far. Never throws.
  void try_to_begin() noexcept;
  /// Once the loops' selectors are imported, which is after their base class.
  void hear_selectors() noexcept;

 private:
  void begin(AsyncioTypes types);

  record::Writer& log_;
  std::shared_ptr<TaskRecorder> recorder_;
  std::vector<MethodHook> hooks_;
  bool selectors_ = false;
  bool off_ = false;
};

template <PyObject* (TaskRecorder::*kMethod)(const MethodCall&) noexcept>
PyObject* heard(const MethodCall& call) noexcept {
  const std::shared_ptr<TaskRecorder> recorder = current_recorder;
  if (recorder == nullptr) return call.go_on();
  return (recorder.get()->*kMethod)(call);
}

PyObject* heard_run_once(const MethodCall& call) noexcept {
  if (active_watch != nullptr) active_watch->hear_selectors();
  return heard<&TaskRecorder::run_once>(call);
}

TasksWatch::TasksWatch(record::Writer& log) : log_(log) {
  if (active_watch != nullptr) {
    throw std::runtime_error(
        "tasks are watched already, by --watch tasks or lab.watch.tasks(): stop that watch first");
  }
  active_watch = this;
  try_to_begin();
}

TasksWatch::~TasksWatch() {
  const py::error_scope keep;
  active_watch = nullptr;
  current_recorder.reset();
  // A function and its class for each hook; no object of the program's own.
  const auto references = static_cast<std::int64_t>(2 * hooks_.size());
  hooks_.clear();
  if (PyDict_GetItemString(PyImport_GetModuleDict(), "uvloop") != nullptr)
    log_.notice("tasks watch: uvloop is imported; what its loops do is not seen");
  Footprint footprint;
  if (recorder_ != nullptr) {
    recorder_->switch_off();
    footprint = {recorder_->events(), recorder_->nanoseconds(), references, 0};
  }
  write_footprint(log_, "tasks", footprint);
}

void TasksWatch::begin(AsyncioTypes types) {
  auto recorder = std::make_shared<TaskRecorder>(log_, std::move(types));
  const AsyncioTypes& known = recorder->objects().types();
  hooks_.reserve(16);
  hooks_.emplace_back(known.loop_type(), "_run_once", heard_run_once);
  hooks_.emplace_back(known.handle_type(), "_run", heard<&TaskRecorder::run>);
  for (const MethodHook& hook : hooks_) {
    if (!hook)
      throw std::runtime_error("asyncio's loops have no _run_once, or its handles no _run");
  }
  hooks_.emplace_back(known.loop_type(), "_call_soon", heard<&TaskRecorder::call_soon>);
  hooks_.emplace_back(known.loop_type(), "create_task", heard<&TaskRecorder::create_task>);
  hooks_.emplace_back(known.loop_type(), "call_exception_handler", heard<&TaskRecorder::complain>);
  hooks_.emplace_back(known.loop_type(), "run_in_executor", heard<&TaskRecorder::execute>);
  hooks_.emplace_back(known.loop_type(), "__init__", heard<&TaskRecorder::begin_loop>);
  recorder_ = recorder;
  current_recorder = std::move(recorder);
}

void TasksWatch::try_to_begin() noexcept {
  if (!waits()) return;
  const py::error_scope keep;
  try {
    if (auto types = find_asyncio()) begin(std::move(*types));
  } catch (const std::exception& error) {
    off_ = true;
    hooks_.clear();
    log_.notice(std::string("tasks watch: off, ") + error.what());
  }
}

void TasksWatch::hear_selectors() noexcept {
  if (selectors_) return;
  selectors_ = true;
  const py::error_scope keep;
  PyObject* module = PyDict_GetItemString(PyImport_GetModuleDict(), "selectors");
  if (module == nullptr || !PyModule_Check(module)) return;
  for (const char* name : {"SelectSelector", "_PollLikeSelector", "EpollSelector"}) {
    PyObject* type = PyDict_GetItemString(PyModule_GetDict(module), name);
    if (type == nullptr || !PyType_Check(type)) continue;
    try {
      hooks_.emplace_back(reinterpret_cast<PyTypeObject*>(type), "select",
                          heard<&TaskRecorder::select>);
    } catch (const std::bad_alloc&) {
      return;
    }
  }
}

}  // namespace

void import_begins(PyObject* arguments) noexcept {
  if (active_watch == nullptr || !active_watch->waits()) return;
  if (PyInterpreterState_Get() != PyInterpreterState_Main()) return;
  if (PyTuple_GET_SIZE(arguments) < 1) return;
  PyObject* name = PyTuple_GET_ITEM(arguments, 0);
  if (!PyUnicode_Check(name) || !PyUnicode_IS_COMPACT_ASCII(name)) return;
  constexpr std::string_view kPackage = "asyncio.";
  const std::string_view module(static_cast<const char*>(PyUnicode_DATA(name)),
                                static_cast<std::size_t>(PyUnicode_GET_LENGTH(name)));
  if (module.starts_with(kPackage)) active_watch->try_to_begin();
}

std::unique_ptr<Watch> install_tasks_watch(record::Writer& log, std::string_view) {
  return std::make_unique<TasksWatch>(log);
}

void define_tasks_watch(py::class_<Watcher>& watcher) {
  watcher.def(
      "tasks",
      [](const Watcher&) { return make_watching(std::make_unique<TasksWatch>(require_log())); },
      "tasks()\n--\n\n"
      "Watches the loops of asyncio: `task.iteration` when one begins (callbacks ready, timers\n"
      "set), `task.select` (the sleep asked for and got), `task.step` and `task.step_end` around\n"
      "each handle that is run, with the coroutine's file and line, `task.new`, `task.done`,\n"
      "`task.executor`, `task.complaint`. asyncio may be imported later. Not seen are loops that\n"
      "are no BaseEventLoop, and the first step of an eager task. Lib/asyncio/base_events.py,\n"
      "_run_once. Raises RuntimeError when tasks are watched already.");
}

}  // namespace lab::bindings
