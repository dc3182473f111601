// The end of an object, seen without a reference to it: tp_dealloc of its type is replaced by a
// function that tells us and then calls the one that was there.
//
//   instance of a class      Py_TYPE(x)->tp_dealloc is subtype_dealloc: __del__, weakrefs, slots,
//                            __dict__, and at last the tp_dealloc of the first base that has
//                            another one (object_dealloc, list_dealloc …). That one is replaced:
//                            subtype_dealloc looks for itself in the chain of bases, so it must
//                            stay
//   everything else          the type's own
//
// Nothing is freed past it: no type that can be watched is freed by a shortcut, except that a str
// may be moved by its only owner (PyUnicode_Append); snapshot_str.c looks out for that.
//
// The trashcan. list_dealloc, dict_dealloc and set_dealloc of 3.11 to 3.13 guard the C stack
// against nests of a hundred thousand lists by setting objects aside, but only when
// Py_TYPE(op)->tp_dealloc is themselves, which now it is not: we do it in their place. From 3.14
// _Py_Dealloc does it for all types. The object has to be untracked before it is set aside; the
// three do that first of all.
//
// A type that was made ready in the meantime may have inherited our function: each stays usable for
// good, with the deallocator that it stands before.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "bindings/internals/dealloc_hook.h"

enum { kHooks = 32 };

static struct hook {
  PyTypeObject* type;  // null: free
  destructor original;
  bool trashcan;
} hooks[kHooks];
static lab_dealloc_listener listener = NULL;
static destructor class_dealloc = NULL;

static void run(const struct hook* hook, destructor self, PyObject* object) {
  if (listener != NULL) listener(object);
  if (!hook->trashcan) {
    hook->original(object);
    return;
  }
  PyObject_GC_UnTrack(object);
  (void)self;
  Py_TRASHCAN_BEGIN(object, self);
  hook->original(object);
  Py_TRASHCAN_END;
}

#define HOOK(n)                               \
  static void dealloc_##n(PyObject* object) { \
    run(&hooks[n], dealloc_##n, object);      \
  }
#define EIGHT(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7)
// Octal, so that the digits can be pasted: 000 to 037 are 0 to 31.
// clang-format off
EIGHT(HOOK, 00) EIGHT(HOOK, 01) EIGHT(HOOK, 02) EIGHT(HOOK, 03)
#define NAME(n) dealloc_##n,
static const destructor functions[kHooks] = {
    EIGHT(NAME, 00) EIGHT(NAME, 01) EIGHT(NAME, 02) EIGHT(NAME, 03)};
// clang-format on

static bool is_ours(destructor function) {
  for (int i = 0; i < kHooks; ++i) {
    if (functions[i] == function) return true;
  }
  return false;
}

// subtype_dealloc has no name outside typeobject.c: a type that says nothing of it is given it.
static bool learn_class_dealloc(void) {
  if (class_dealloc != NULL) return true;
  PyType_Slot slots[] = {{0, NULL}};
  PyType_Spec spec = {.name = "lab.Nothing", .flags = Py_TPFLAGS_DEFAULT, .slots = slots};
  PyObject* type = PyType_FromSpec(&spec);
  if (type == NULL) {
    PyErr_Clear();
    return false;
  }
  class_dealloc = ((PyTypeObject*)type)->tp_dealloc;
  Py_DECREF(type);
  return true;
}

static bool uses_trashcan(const PyTypeObject* type) {
#if PY_VERSION_HEX >= 0x030E0000
  (void)type;
  return false;
#else
  return type == &PyList_Type || type == &PyDict_Type || type == &PySet_Type;
#endif
}

void lab_dealloc_listen(lab_dealloc_listener function) {
  listener = function;
}

const char* lab_dealloc_hook(PyObject* object) {
  if (!learn_class_dealloc()) return "memory is out";
  PyTypeObject* type = Py_TYPE(object);
  while (type->tp_dealloc == class_dealloc && type->tp_base != NULL)
    type = type->tp_base;
  if (is_ours(type->tp_dealloc)) return NULL;
  int free = -1;
  for (int i = kHooks - 1; i >= 0; --i) {
    if (hooks[i].type == type && hooks[i].original == type->tp_dealloc) {
      type->tp_dealloc = functions[i];
      return NULL;
    }
    if (hooks[i].type == NULL) free = i;
  }
  if (free < 0) return "objects of 32 kinds have been watched: there is no room for another kind";
  if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0)
    Py_INCREF(type);  // for as long as hooks[] has it
  hooks[free] = (struct hook){type, type->tp_dealloc, uses_trashcan(type)};
  type->tp_dealloc = functions[free];
  return NULL;
}

void lab_dealloc_unhook_all(void) {
  for (int i = 0; i < kHooks; ++i) {
    if (hooks[i].type != NULL && hooks[i].type->tp_dealloc == functions[i]) {
      hooks[i].type->tp_dealloc = hooks[i].original;
    }
  }
}
