#include "bindings/watch/asyncio_objects.h"

#include <structmember.h>

#include <cstring>
#include <stdexcept>
#include <utility>

#include "bindings/internals/coroutine.h"
#include "bindings/internals/place.h"
#include "bindings/watch/text_number.h"

namespace py = pybind11;

namespace lab::bindings {
namespace {

constexpr int kMostAwaits = 64;

/// The module if it is imported; null otherwise.
py::object imported(const char* name) {
  PyObject* module = PyDict_GetItemString(PyImport_GetModuleDict(), name);
  return py::reinterpret_borrow<py::object>(module);
}

/// A name of a module, not looked for by its __getattr__; null where it has none.
py::object in_module(const py::object& module, const char* name) {
  if (!module || !PyModule_Check(module.ptr())) return {};
  return py::reinterpret_borrow<py::object>(
      PyDict_GetItemString(PyModule_GetDict(module.ptr()), name));
}

bool is_class(const py::object& object) {
  return object && PyType_Check(object.ptr());
}

std::string folder_of(const py::object& module) {
  const py::object file = in_module(module, "__file__");
  if (!file || !PyUnicode_Check(file.ptr())) return {};
  const auto path = file.cast<std::string>();
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

/// Where in an instance the slot lies that a class has under `name`.
Py_ssize_t slot_of(const py::object& type, const char* name) {
  py::object slot = py::reinterpret_steal<py::object>(PyObject_GetAttrString(type.ptr(), name));
  if (!slot || Py_TYPE(slot.ptr()) != &PyMemberDescr_Type) {
    PyErr_Clear();
    throw std::runtime_error(std::string("asyncio's handles have no slot ") + name +
                             ": this CPython's asyncio is not known to the lab");
  }
  return reinterpret_cast<PyMemberDescrObject*>(slot.ptr())->d_member->offset;
}

PyObject* slot_value(PyObject* object, Py_ssize_t offset) {
  return *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object) + offset);
}

/// A descriptor of a C type, by its name in the type or its bases; null where there is none.
py::object descriptor(const py::object& type, const char* name) {
  if (!is_class(type)) return {};
  PyObject* found = PyObject_GetAttrString(type.ptr(), name);
  if (found == nullptr) PyErr_Clear();
  return py::reinterpret_steal<py::object>(found);
}

/// The type of the callable that a C task gives to call_soon: its task is __self__, by a getter of
/// C's.
bool is_step_wrapper(PyTypeObject* type) {
  const char* dot = std::strrchr(type->tp_name, '.');
  if (std::strcmp(dot == nullptr ? type->tp_name : dot + 1, "TaskStepMethWrapper") != 0)
    return false;
  PyObject* self = PyDict_GetItemString(type->tp_dict, "__self__");
  return self != nullptr &&
         (Py_TYPE(self) == &PyGetSetDescr_Type || Py_TYPE(self) == &PyMemberDescr_Type);
}

bool is_named(PyObject* function, const char* a, const char* b) {
  if (!PyFunction_Check(function)) return false;
  PyObject* name = reinterpret_cast<PyFunctionObject*>(function)->func_name;
  return PyUnicode_CompareWithASCIIString(name, a) == 0 ||
         PyUnicode_CompareWithASCIIString(name, b) == 0;
}

TaskCode code_of_function(PyObject* function) {
  auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(function));
  return {text_number(reinterpret_cast<PyFunctionObject*>(function)->func_qualname),
          {text_number(code->co_filename), code->co_firstlineno}};
}

}  // namespace

std::optional<AsyncioTypes> find_asyncio() {
  const py::object base_events = imported("asyncio.base_events");
  const py::object events = imported("asyncio.events");
  const py::object tasks = imported("asyncio.tasks");
  AsyncioTypes types;
  types.loop = in_module(base_events, "BaseEventLoop");
  types.handle = in_module(events, "Handle");
  types.timer_handle = in_module(events, "TimerHandle");
  types.py_task = in_module(tasks, "_PyTask");
  types.c_task = in_module(tasks, "_CTask");
  types.folder = folder_of(base_events);
  if (!is_class(types.loop) || !is_class(types.handle) || !is_class(types.timer_handle) ||
      !is_class(types.py_task)) {
    return std::nullopt;
  }
  if (!is_class(types.c_task)) types.c_task = {};
  return types;
}

AsyncioObjects::AsyncioObjects(AsyncioTypes types)
    : types_(std::move(types)),
      callback_at_(slot_of(types_.handle, "_callback")),
      loop_at_(slot_of(types_.handle, "_loop")),
      when_at_(slot_of(types_.timer_handle, "_when")),
      time_(descriptor(types_.loop, "time")),
      c_name_(descriptor(types_.c_task, "get_name")),
      c_coroutine_(descriptor(types_.c_task, "_coro")),
      c_state_(descriptor(types_.c_task, "_state")),
      c_exception_(descriptor(types_.c_task, "_exception")) {}

bool AsyncioObjects::is_handle(PyObject* object) const noexcept {
  return object != nullptr && PyObject_TypeCheck(object, types_.handle_type());
}

PyObject* AsyncioObjects::callback_of(PyObject* handle) const noexcept {
  PyObject* callback = slot_value(handle, callback_at_);
  return callback == Py_None ? nullptr : callback;
}

PyObject* AsyncioObjects::loop_of(PyObject* handle) const noexcept {
  return slot_value(handle, loop_at_);
}

std::optional<double> AsyncioObjects::due(PyObject* handle) const noexcept {
  auto* type = reinterpret_cast<PyTypeObject*>(types_.timer_handle.ptr());
  if (!PyObject_TypeCheck(handle, type)) return std::nullopt;
  PyObject* when = slot_value(handle, when_at_);
  if (when == nullptr || !PyFloat_CheckExact(when)) return std::nullopt;
  return PyFloat_AS_DOUBLE(when);
}

bool AsyncioObjects::is_task(PyObject* object) const noexcept {
  if (object == nullptr) return false;
  const auto is = [object](const py::object& type) {
    return type && PyObject_TypeCheck(object, reinterpret_cast<PyTypeObject*>(type.ptr()));
  };
  return is(types_.c_task) || is(types_.py_task);
}

PyObject* AsyncioObjects::task_of(PyObject* callback) const noexcept {
  PyObject* self = nullptr;
  if (PyMethod_Check(callback)) {
    // _PyTask.__step and __wakeup, which the compiler calls _Task__step …
    PyObject* function = PyMethod_GET_FUNCTION(callback);
    if (is_named(function, "__step", "__wakeup")) self = PyMethod_GET_SELF(callback);
  } else if (PyCFunction_Check(callback)) {
    const char* name = reinterpret_cast<PyCFunctionObject*>(callback)->m_ml->ml_name;
    if (std::strcmp(name, "task_wakeup") == 0) self = PyCFunction_GET_SELF(callback);
  } else if (is_step_wrapper(Py_TYPE(callback))) {
    self = PyObject_GetAttr(callback, self_key_.ptr());  // C's getter
    if (self == nullptr) return PyErr_Clear(), nullptr;
    Py_DECREF(self);  // the callback holds it
  }
  return is_task(self) ? self : nullptr;
}

/// A new reference; null without an error when there is none.
PyObject* AsyncioObjects::attribute(PyObject* task, const py::object& getter,
                                    const py::object& name) const noexcept {
  const bool c = types_.c_task &&
                 PyObject_TypeCheck(task, reinterpret_cast<PyTypeObject*>(types_.c_task.ptr()));
  PyObject* value = nullptr;
  if (!c) {
    value = PyObject_GenericGetAttr(task, name.ptr());
  } else if (getter) {
    descrgetfunc get = Py_TYPE(getter.ptr())->tp_descr_get;
    if (get != nullptr) value = get(getter.ptr(), task, reinterpret_cast<PyObject*>(Py_TYPE(task)));
  }
  if (value == nullptr) PyErr_Clear();
  return value;
}

std::uint64_t AsyncioObjects::name_of(PyObject* task) const noexcept {
  PyObject* name = attribute(task, c_name_, name_key_);
  if (name != nullptr && PyCFunction_Check(name)) {  // get_name, bound
    PyObject* method = std::exchange(name, PyObject_CallNoArgs(name));
    Py_DECREF(method);
    if (name == nullptr) PyErr_Clear();
  }
  const std::uint64_t number = text_number(name);
  Py_XDECREF(name);
  return number;
}

PyObject* AsyncioObjects::coroutine_of(PyObject* task) const noexcept {
  PyObject* coroutine = attribute(task, c_coroutine_, coroutine_key_);
  if (coroutine != Py_None) return coroutine;
  Py_DECREF(coroutine);  // an eager task that has ended
  return nullptr;
}

std::string_view AsyncioObjects::outcome_of(PyObject* task) const noexcept {
  PyObject* state = attribute(task, c_state_, state_key_);
  if (state == nullptr || !PyUnicode_Check(state)) return Py_XDECREF(state), "unknown";
  const bool pending = PyUnicode_CompareWithASCIIString(state, "PENDING") == 0;
  const bool cancelled = PyUnicode_CompareWithASCIIString(state, "CANCELLED") == 0;
  Py_DECREF(state);
  if (pending) return "suspended";
  if (cancelled) return "cancelled";
  PyObject* exception = attribute(task, c_exception_, exception_key_);
  const bool raised = exception != nullptr && exception != Py_None;
  Py_XDECREF(exception);
  return raised ? "raised" : "returned";
}

TaskCode AsyncioObjects::code_of_coroutine(PyObject* coroutine) const noexcept {
  if (coroutine == nullptr) return {};
  const lab_coroutine read = lab_coroutine_read(coroutine);
  if (read.code == nullptr) return {text_number(Py_TYPE(coroutine)->tp_name), {}};
  PyObject* name = reinterpret_cast<PyGenObject*>(coroutine)->gi_qualname;
  return {text_number(name), {text_number(read.code->co_filename), read.code->co_firstlineno}};
}

TaskCode AsyncioObjects::code_of_callback(PyObject* callback) const noexcept {
  if (callback == nullptr) return {};
  if (PyMethod_Check(callback)) callback = PyMethod_GET_FUNCTION(callback);
  if (PyFunction_Check(callback)) return code_of_function(callback);
  if (PyCFunction_Check(callback)) {
    return {text_number(reinterpret_cast<PyCFunctionObject*>(callback)->m_ml->ml_name), {}};
  }
  if (std::strcmp(Py_TYPE(callback)->tp_name, "functools.partial") == 0) {
    PyObject* function = PyObject_GetAttrString(callback, "func");  // a member of C's
    if (function == nullptr) return PyErr_Clear(), TaskCode{};
    Py_DECREF(function);  // the partial holds it
    // Not a partial again: functools makes one of two.
    if (PyFunction_Check(function) || PyMethod_Check(function) || PyCFunction_Check(function))
      return code_of_callback(function);
    return {text_number(Py_TYPE(function)->tp_name), {}};
  }
  return {text_number(Py_TYPE(callback)->tp_name), {}};
}

bool AsyncioObjects::is_own(PyCodeObject* code) const noexcept {
  PyObject* file = code->co_filename;
  const std::string& folder = types_.folder;
  if (folder.empty() || !PyUnicode_IS_COMPACT_ASCII(file)) return false;
  return static_cast<std::size_t>(PyUnicode_GET_LENGTH(file)) > folder.size() &&
         std::memcmp(PyUnicode_DATA(file), folder.data(), folder.size()) == 0;
}

/// A new reference; null when it awaits nothing that can be looked into.
PyObject* AsyncioObjects::awaited_by(PyObject* coroutine) const noexcept {
  const py::str& name = PyCoro_CheckExact(coroutine) ? coroutine_awaits_ : generator_awaits_;
  PyObject* awaited = PyObject_GetAttr(coroutine, name.ptr());
  if (awaited == nullptr) return PyErr_Clear(), nullptr;
  if (PyCoro_CheckExact(awaited) || PyGen_CheckExact(awaited)) return awaited;
  Py_DECREF(awaited);
  return nullptr;
}

TaskPlace AsyncioObjects::place_of(PyObject* coroutine) const noexcept {
  if (coroutine == nullptr) return {};
  lab_coroutine read = lab_coroutine_read(coroutine);
  if (read.code == nullptr) return {};
  TaskPlace place{text_number(read.code->co_filename), read.line};
  PyObject* at = Py_NewRef(coroutine);
  for (int depth = 0; depth < kMostAwaits && read.state == kLabCoroutineSuspended; ++depth) {
    PyObject* awaited = awaited_by(at);
    Py_DECREF(std::exchange(at, awaited));
    if (at == nullptr) return place;
    read = lab_coroutine_read(at);
    if (read.code == nullptr) break;
    if (!is_own(read.code)) place = {text_number(read.code->co_filename), read.line};
  }
  Py_DECREF(at);
  return place;
}

TaskPlace AsyncioObjects::place_of_caller() const noexcept {
  const lab_place place = lab_place_outside(types_.folder.data(), types_.folder.size());
  if (place.code == nullptr) return {};
  return {text_number(place.code->co_filename), PyCode_Addr2Line(place.code, place.offset)};
}

std::int64_t AsyncioObjects::length_of(PyObject* loop, PyObject* name) const noexcept {
  PyObject* list = PyObject_GenericGetAttr(loop, name);
  if (list == nullptr) return PyErr_Clear(), -1;
  Py_ssize_t length = -1;
  if (PyList_Check(list) || std::strcmp(Py_TYPE(list)->tp_name, "collections.deque") == 0) {
    length = PyObject_Size(list);
    if (length < 0) PyErr_Clear();
  }
  Py_DECREF(list);
  return length;
}

bool AsyncioObjects::has_plain_clock(PyObject* loop) const noexcept {
  PyObject* type = reinterpret_cast<PyObject*>(Py_TYPE(loop));
  PyObject* time = PyObject_GetAttr(type, time_key_.ptr());
  if (time == nullptr) PyErr_Clear();
  const bool plain = time != nullptr && time == time_.ptr();
  Py_XDECREF(time);
  return plain;
}

}  // namespace lab::bindings
