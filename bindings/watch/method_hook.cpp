#include "bindings/watch/method_hook.h"

#include <structmember.h>

#include <cstddef>
#include <utility>

namespace lab::bindings {
namespace {

struct Hook {
  PyObject head;
  vectorcallfunc call;
  PyObject* function;
  MethodBody body;
};

Hook* hook_of(PyObject* self) {
  return reinterpret_cast<Hook*>(self);
}

PyObject* call_hook(PyObject* self, PyObject* const* arguments, size_t count, PyObject* keywords) {
  const Hook* hook = hook_of(self);
  Py_INCREF(self);  // the class may lose it on the way
  PyObject* result = hook->body({hook->function, arguments, count, keywords});
  Py_DECREF(self);
  return result;
}

void free_hook(PyObject* self) {
  Py_XDECREF(hook_of(self)->function);
  PyObject_Free(self);
}

PyObject* bind_hook(PyObject* self, PyObject* instance, PyObject*) {
  if (instance == nullptr || instance == Py_None) return Py_NewRef(self);
  return PyMethod_New(self, instance);
}

PyObject* attribute_of(PyObject* self, PyObject* name) {
  return PyObject_GetAttr(hook_of(self)->function, name);
}

int set_attribute_of(PyObject* self, PyObject* name, PyObject* value) {
  return PyObject_SetAttr(hook_of(self)->function, name, value);
}

PyObject* text_of(PyObject* self) {
  return PyObject_Repr(hook_of(self)->function);
}

/// Null when CPython does not take it.
PyTypeObject* hook_type() {
  static PyTypeObject type = [] {
    PyTypeObject made{};
    Py_SET_REFCNT(reinterpret_cast<PyObject*>(&made), 1);
    made.tp_name = "function";
    made.tp_basicsize = sizeof(Hook);
    made.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR;
    made.tp_dealloc = free_hook;
    made.tp_vectorcall_offset = offsetof(Hook, call);
    made.tp_call = PyVectorcall_Call;
    made.tp_descr_get = bind_hook;
    made.tp_getattro = attribute_of;
    made.tp_setattro = set_attribute_of;
    made.tp_repr = text_of;
    made.tp_str = text_of;
    return made;
  }();
  static const bool ready = PyType_Ready(&type) == 0;
  return ready ? &type : nullptr;
}

/// The function of that name in the class's own dict, borrowed; null where there is none.
PyObject* own_function(PyTypeObject* type, const char* name) {
  PyObject* found = PyDict_GetItemString(type->tp_dict, name);
  return found != nullptr && PyFunction_Check(found) ? found : nullptr;
}

}  // namespace

MethodHook::MethodHook(PyTypeObject* type, const char* name, MethodBody body) noexcept
    : type_(type), name_(name) {
  Py_INCREF(type_);
  PyObject* function = own_function(type, name);
  PyTypeObject* hooks = hook_type();
  Hook* hook = function == nullptr || hooks == nullptr ? nullptr : PyObject_New(Hook, hooks);
  if (hook == nullptr) {
    PyErr_Clear();
    return;
  }
  hook->call = call_hook;
  hook->function = Py_NewRef(function);
  hook->body = body;
  hook_ = reinterpret_cast<PyObject*>(hook);
  if (PyObject_SetAttrString(reinterpret_cast<PyObject*>(type), name, hook_) == 0) return;
  PyErr_Clear();
  Py_CLEAR(hook_);
}

MethodHook::MethodHook(MethodHook&& other) noexcept
    : type_(std::exchange(other.type_, nullptr)),
      name_(std::move(other.name_)),
      hook_(std::exchange(other.hook_, nullptr)) {}

MethodHook::~MethodHook() {
  if (hook_ != nullptr) {
    if (PyDict_GetItemString(type_->tp_dict, name_.c_str()) == hook_) {
      PyObject* type = reinterpret_cast<PyObject*>(type_);
      if (PyObject_SetAttrString(type, name_.c_str(), hook_of(hook_)->function) != 0) PyErr_Clear();
    }
    Py_DECREF(hook_);
  }
  Py_XDECREF(type_);
}

}  // namespace lab::bindings
