// How an object ends.  (Objects/typeobject.c subtype_dealloc, Objects/weakrefobject.c,
// Modules/gcmodule.c, from 3.13 Python/gc.c)
//
//   by its refcount:   tp_finalize (__del__; may resurrect) ─► weak references cleared, callbacks
//                      called ─► tp_dealloc's rest ─► the block given back
//   by the collector:  for all of the garbage: weak references cleared, callbacks called
//                      ─► tp_finalize of each ─► is anything reachable again? ─► tp_clear of each,
//                      after which refcounts do the rest
//
// The collector holds a reference of its own while it calls tp_finalize: ob_refcnt is 2 or more,
// since the garbage holds the object as well. _Py_Dealloc's side calls it with exactly 1.
//
// What is given back is the block, which begins before the object (_PyType_PreHeaderSize):
//
//   3.11          │ values, dict │ GC head │ object …    for classes with MANAGED_DICT
//   3.12 – 3.15   │ weakrefs, dict │ GC head │ object …  for classes with PREHEADER
//
// Some types keep dead objects in free lists, so that no block is given back:
//   3.11 – 3.13   float, tuple, list, dict, slice, Context, the async generator's helpers
//   3.14, 3.15    also int, range, the iterators of list, tuple and range, built-in and bound
//                 methods
// A class made in Python, also one derived from these, has none.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_object.h"  // _PyType_PreHeaderSize

#include <string.h>

#include "bindings/internals/death.h"
#include "bindings/internals/object.h"

enum { kLongestWeakrefList = 1 << 24 };

static const char* const kFreeLists[] = {
    "float",
    "tuple",
    "list",
    "dict",
    "slice",
    "_contextvars.Context",
    "Context",
    "async_generator_asend",
    "async_generator_wrapped_value",
    "range",
    "list_iterator",
    "tuple_iterator",
    "range_iterator",
    "builtin_function_or_method",
    "method",
};

void* lab_block_start(PyObject* object) {
  return (char*)object - _PyType_PreHeaderSize(Py_TYPE(object));
}

const char* lab_unseen_death(PyObject* object) {
  const struct lab_maybe immortal = lab_immortal(object);
  if (PyLong_CheckExact(object) || PyBool_Check(object))
    return "ints are shared by whoever needs that number";
  if (immortal.absent == NULL && immortal.value != 0) return "it is immortal and never dies";
  PyTypeObject* type = Py_TYPE(object);
  if (PyType_Check(object) && !PyType_HasFeature((PyTypeObject*)object, Py_TPFLAGS_HEAPTYPE))
    return "a static type never dies";
  if (PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) return NULL;
  if (object == Py_None || object == Py_Ellipsis || object == Py_NotImplemented)
    return "there is only one, and it never dies";
  for (size_t i = 0; i < sizeof kFreeLists / sizeof *kFreeLists; ++i) {
    if (strcmp(type->tp_name, kFreeLists[i]) == 0)
      return "CPython keeps the memory of dead ones in a free list; an instance of a class derived "
             "from its type can be watched";
  }
  return NULL;
}

destructor lab_python_finalizer(void) {
  PyObject* type = PyObject_CallFunction((PyObject*)&PyType_Type, "s(){s()sO}", "finalized",
                                         "__slots__", "__del__", Py_None);
  if (type == NULL) return NULL;
  destructor finalizer = ((PyTypeObject*)type)->tp_finalize;
  // As the collector would: a type is in its own __mro__, and with empty __slots__ in nothing else.
  if (Py_REFCNT(type) == 2) Py_TYPE(type)->tp_clear(type);
  Py_DECREF(type);
  return finalizer;
}

void lab_weakref_callbacks(PyObject* object, void (*each)(void* context, PyObject** callback),
                           void* context) {
  if (!PyType_SUPPORTS_WEAKREFS(Py_TYPE(object))) return;
  PyWeakReference** list = (PyWeakReference**)PyObject_GET_WEAKREFS_LISTPTR(object);
  int64_t count = 0;
  if (list == NULL) return;
  for (PyWeakReference* at = *list; at != NULL && count < kLongestWeakrefList; at = at->wr_next) {
    ++count;
    if (at->wr_callback != NULL && Py_REFCNT(at) > 0) each(context, &at->wr_callback);
  }
}
