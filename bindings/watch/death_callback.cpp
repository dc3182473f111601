#include "bindings/watch/death_callback.h"

#include <stdexcept>

#include "bindings/internals/death.h"

namespace lab::bindings {
namespace {

struct Wrapped {
  PyObject_HEAD  //
      PyObject* callback;
  CallbackOf about;
  CallbackHook hook;
};

Wrapped* wrapped(PyObject* self) {
  return reinterpret_cast<Wrapped*>(self);
}

PyObject* wrapped_call(PyObject* self, PyObject* arguments, PyObject* keywords) {
  wrapped(self)->hook(wrapped(self)->about);
  return PyObject_Call(wrapped(self)->callback, arguments, keywords);
}

PyObject* wrapped_compare(PyObject* self, PyObject* other, int operation) {
  if (is_wrapped_callback(other)) other = wrapped(other)->callback;
  return PyObject_RichCompare(wrapped(self)->callback, other, operation);
}

Py_hash_t wrapped_hash(PyObject* self) {
  return PyObject_Hash(wrapped(self)->callback);
}

PyObject* wrapped_repr(PyObject* self) {
  return PyObject_Repr(wrapped(self)->callback);
}

PyObject* wrapped_attribute(PyObject* self, PyObject* name) {
  return PyObject_GetAttr(wrapped(self)->callback, name);
}

int wrapped_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(wrapped(self)->callback);
  return 0;
}

int wrapped_clear(PyObject* self) {
  Py_CLEAR(wrapped(self)->callback);
  return 0;
}

void wrapped_dealloc(PyObject* self) {
  PyObject_GC_UnTrack(self);
  wrapped_clear(self);
  PyObject_GC_Del(self);
}

PyTypeObject wrapped_type = [] {
  PyTypeObject type{};
  type.ob_base = {PyObject_HEAD_INIT(nullptr) 0};
  type.tp_name = "lab.WatchedCallback";
  type.tp_basicsize = sizeof(Wrapped);
  type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
  type.tp_dealloc = wrapped_dealloc;
  type.tp_traverse = wrapped_traverse;
  type.tp_clear = wrapped_clear;
  type.tp_call = wrapped_call;
  type.tp_richcompare = wrapped_compare;
  type.tp_hash = wrapped_hash;
  type.tp_repr = wrapped_repr;
  type.tp_getattro = wrapped_attribute;
  return type;
}();

struct Wrapping {
  CallbackOf about;
  CallbackHook hook;
  std::int64_t count = 0;
  bool failed = false;
};

// No collection may run between here and there: it could take the references' list apart.
PyObject* make_wrapped(const Wrapping& wrapping, PyObject* callback) {
  Wrapped* made = PyObject_GC_New(Wrapped, &wrapped_type);
  if (made == nullptr) return nullptr;
  made->callback = callback;  // the reference that the weak reference had
  made->about = wrapping.about;
  made->hook = wrapping.hook;
  PyObject_GC_Track(reinterpret_cast<PyObject*>(made));
  return reinterpret_cast<PyObject*>(made);
}

void wrap(void* context, PyObject** callback) {
  auto& wrapping = *static_cast<Wrapping*>(context);
  if (is_wrapped_callback(*callback) || wrapping.failed) return;
  PyObject* made = make_wrapped(wrapping, *callback);
  wrapping.failed = made == nullptr;
  if (made == nullptr) return;
  *callback = made;
  ++wrapping.count;
}

void unwrap(void*, PyObject** callback) {
  if (!is_wrapped_callback(*callback)) return;
  PyObject* wrapper = *callback;
  *callback = wrapped(wrapper)->callback;
  Py_INCREF(*callback);
  Py_DECREF(wrapper);
}

}  // namespace

std::int64_t wrap_callbacks(PyObject* object, const CallbackOf& about, CallbackHook hook) {
  if (PyType_Ready(&wrapped_type) != 0) {
    PyErr_Clear();
    throw std::runtime_error("no memory for the callbacks of its weak references");
  }
  Wrapping wrapping{about, hook};
  const int was_enabled = PyGC_Disable();
  lab_weakref_callbacks(object, wrap, &wrapping);
  if (was_enabled != 0) PyGC_Enable();
  if (!wrapping.failed) return wrapping.count;
  PyErr_Clear();
  unwrap_callbacks(object);
  throw std::runtime_error("no memory for the callbacks of its weak references");
}

void unwrap_callbacks(PyObject* object) noexcept {
  lab_weakref_callbacks(object, unwrap, nullptr);
}

bool is_wrapped_callback(PyObject* callback) noexcept {
  return Py_TYPE(callback) == &wrapped_type;
}

}  // namespace lab::bindings
