// PyWeakReference: a reference that is not counted.  (Include/cpython/weakrefobject.h)
//
//   3.11 – 3.15   0        16          24            32     40        48        56            64
//                 │ head   │ wr_object │ wr_callback │ hash │ wr_prev │ wr_next │ vectorcall  │
//
// All references to one object form a list; plain ones without a callback come first and are
// shared.
//
//   object ──► list ──► ref ⇄ ref with callback ⇄ proxy ──► null
//
// Where the list begins has moved:
//   3.11          a field of the object, at tp_weaklistoffset (16 for a plain class)
//   3.12 – 3.15   for classes made in Python the word 32 bytes before the object (MANAGED_WEAKREF,
//                 tp_weaklistoffset is then negative); C types keep their field. The static
//                 built-in types have theirs in the interpreter's state, one list per interpreter.
//   3.13          free-threaded builds add weakrefs_lock at the end
// The exported PyObject_GET_WEAKREFS_LISTPTR knows all of these places; the inline function of the
// same name in pycore_object.h calls one that the library hides.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/object.h"
#include "bindings/internals/weakref.h"

// When this fails, the version has changed the list's links: correct the drawing and the walk
// below.
static_assert(offsetof(PyWeakReference, wr_object) == 16, "wr_object is the first own field");
static_assert(offsetof(PyWeakReference, wr_next) == 48, "wr_next is the fifth own field");

enum { kLongestList = 1 << 24 };

int64_t lab_weakref_count(PyObject* object) {
  if (!PyType_SUPPORTS_WEAKREFS(Py_TYPE(object))) return kLabNoWeakrefs;
  PyWeakReference** list = (PyWeakReference**)PyObject_GET_WEAKREFS_LISTPTR(object);
  int64_t count = 0;
  if (list == NULL) return kLabNoWeakrefs;
  for (const PyWeakReference* at = *list; at != NULL && count < kLongestList; at = at->wr_next) {
    ++count;
  }
  return count;
}

int64_t lab_weakrefs_read(PyObject* object, struct lab_weakref* entries, int64_t room) {
  if (lab_weakref_count(object) == kLabNoWeakrefs) return 0;
  int64_t count = 0;
  PyWeakReference* at = *(PyWeakReference**)PyObject_GET_WEAKREFS_LISTPTR(object);
  for (; at != NULL && count < room; at = at->wr_next) {
    entries[count++] = (struct lab_weakref){(PyObject*)at, lab_refcount_field((PyObject*)at),
                                            at->wr_callback != NULL};
  }
  return count;
}

PyObject* lab_weakref_target(PyObject* reference) {
  PyObject* target = ((PyWeakReference*)reference)->wr_object;
  return target == Py_None || Py_REFCNT(target) <= 0 ? NULL : target;
}
