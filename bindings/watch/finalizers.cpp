#include "bindings/watch/finalizers.h"

#include <pybind11/pybind11.h>

#include <stdexcept>
#include <unordered_set>
#include <vector>

#include "bindings/internals/death.h"
#include "bindings/internals/running.h"

namespace py = pybind11;

// The tp_finalize of classes with a __del__.
//
// CPython gives every class that has or inherits a __del__ written in Python one and the same C
// function, which looks the method up and calls it. The hook takes its place in those classes and
// in no other: a tp_finalize where there was none would change how subtype_dealloc ends an object.
//
// A class that is made later comes through type.__new__, the tp_new of `type`. Metaclasses have
// inherited a copy of that word, and object.__new__'s test of safety compares the copies: so all of
// them get the new one, and all get the old one back.
//
// Not seen: a __del__ that is put into a class, or replaced, after the class was made.

namespace lab::bindings {
namespace {

FinalizeHook finalize_hook = nullptr;
destructor python_finalizer = nullptr;
newfunc type_new = nullptr;  ///< of `type`, before us

PyObject* make_type(PyTypeObject* metatype, PyObject* arguments, PyObject* keywords) {
  PyObject* made = type_new(metatype, arguments, keywords);
  bool main_interpreter = false;
  lab_running_now(&main_interpreter);
  if (made != nullptr && main_interpreter && PyType_Check(made))
    hook_finalizer(reinterpret_cast<PyTypeObject*>(made));
  return made;
}

/// Every class there is, by type.__subclasses__. Empty where that fails.
std::vector<py::object> all_classes() {
  std::unordered_set<PyObject*> seen;
  std::vector<py::object> classes = {
      py::reinterpret_borrow<py::object>(reinterpret_cast<PyObject*>(&PyBaseObject_Type))};
  const py::object subclasses =
      py::handle(reinterpret_cast<PyObject*>(&PyType_Type)).attr("__subclasses__");
  for (std::size_t at = 0; at < classes.size(); ++at) {
    const py::object below = subclasses(classes[at]);
    for (const py::handle one : below) {
      if (seen.insert(one.ptr()).second) classes.push_back(py::reinterpret_borrow<py::object>(one));
    }
  }
  return classes;
}

void replace_new(PyTypeObject* type, newfunc from, newfunc to) noexcept {
  if (PyType_IsSubtype(type, &PyType_Type) != 0 && type->tp_new == from) type->tp_new = to;
}

PyTypeObject* as_type(const py::object& object) {
  return reinterpret_cast<PyTypeObject*>(object.ptr());
}

}  // namespace

void prepare_finalizers(FinalizeHook hook) {
  finalize_hook = hook;
  if (python_finalizer == nullptr) python_finalizer = lab_python_finalizer();
  if (python_finalizer != nullptr) return;
  PyErr_Clear();
  throw std::runtime_error("how this CPython calls __del__ cannot be found");
}

void hook_finalizer(PyTypeObject* type) noexcept {
  if (type->tp_finalize == python_finalizer) type->tp_finalize = finalize_hook;
}

void hook_all_finalizers() {
  try {
    const std::vector<py::object> classes = all_classes();
    type_new = PyType_Type.tp_new;
    for (const py::object& one : classes) {
      hook_finalizer(as_type(one));
      replace_new(as_type(one), type_new, make_type);
    }
  } catch (py::error_already_set& error) {
    throw std::runtime_error("the classes that exist cannot be listed: " +
                             std::string(error.what()));
  }
}

void unhook_all_finalizers() noexcept {
  try {
    for (const py::object& one : all_classes()) {
      PyTypeObject* type = as_type(one);
      if (type->tp_finalize == finalize_hook) type->tp_finalize = python_finalizer;
      if (type_new != nullptr) replace_new(type, make_type, type_new);
    }
  } catch (...) {
    // The hook stays in some classes; it passes on what it gets.
    PyErr_Clear();
  }
}

void call_python_finalizer(PyObject* self) noexcept {
  python_finalizer(self);
}

}  // namespace lab::bindings
