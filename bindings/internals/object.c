// PyObject: the 16 bytes that every object begins with.  (Include/object.h, struct _object)
//
//   3.11          0                  8                16
//                 │ ob_refcnt        │ ob_type        │
//                 │ Py_ssize_t       │ PyTypeObject*  │   a plain count, for every object
//
//   3.12, 3.13    0                  8                16
//                 │ ob_refcnt        │ ob_type        │   PEP 683: an object whose low 32 bits are
//                 │ Py_ssize_t       │                │   negative as an int32 is immortal, and
//                                                         Py_INCREF and Py_DECREF leave it alone;
//                                                         the field then reads 4294967295
//
//   3.14, 3.15    0        4    6    8                16
//                 │refcnt  │over│flgs│ ob_type        │   ob_refcnt is a uint32 of its own; an
//                 │uint32  │u16 │u16 │                │   immortal object reads 3221225472, that
//                                                         is 3 << 30; ob_flags say, among others,
//                                                         "static type"
//
// A free-threaded build splits the count in two (ob_ref_local, ob_ref_shared) and has no PyGC_Head;
// none of these readers is right there.
//
// Who holds an argument. A call `f(x)` pushes x on the caller's value stack and hands the C
// function a borrowed pointer to it:
//
//   3.11 – 3.13   every load counts: LOAD_FAST, LOAD_GLOBAL, LOAD_ATTR … push a reference of their
//                 own, so the stack holds exactly one for the argument, wherever it came from.
//   3.14, 3.15    a local is loaded by LOAD_FAST_BORROW where the compiler can prove that the local
//                 outlives the call: its low bit on the stack (Py_TAG_REFCNT) is then 1 and no
//                 reference is held. Other loads still hold one.
//
// `f(*arguments)` and C callers such as map() pass the reference of a tuple or of an array: one
// too.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>
#if PY_VERSION_HEX >= 0x030E0000
#include "internal/pycore_interpframe.h"  // _PyFrame_Stackbase, _PyInterpreterFrame
#include "internal/pycore_stackref.h"     // _PyStackRef, PyStackRef_AsPyObjectBorrow
#endif

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/generator.h"
#include "bindings/internals/object.h"

#ifdef Py_GIL_DISABLED
#error "A free-threaded CPython has other object heads; build the host for one with the GIL."
#endif

// When one of these fails, the version has changed the head: draw the new one above, then correct
// the readers here and in layout.c.
static_assert(offsetof(PyObject, ob_type) == 8, "ob_type follows an 8-byte count");
static_assert(sizeof(PyObject) == 16, "an object begins with 16 bytes");
#if PY_VERSION_HEX >= 0x030E0000
static_assert(sizeof(((PyObject*)0)->ob_refcnt) == 4, "from 3.14 ob_refcnt is a uint32");
#else
static_assert(sizeof(((PyObject*)0)->ob_refcnt) == 8, "before 3.14 ob_refcnt is a Py_ssize_t");
#endif

int64_t lab_refcount_field(PyObject* object) {
  return (int64_t)object->ob_refcnt;
}

struct lab_maybe lab_immortal(PyObject* object) {
#if PY_VERSION_HEX >= 0x030C0000
  return (struct lab_maybe){_Py_IsImmortal(object) ? 1 : 0, NULL};
#else
  (void)object;
  return (struct lab_maybe){0, "no object is immortal before 3.12 (PEP 683)"};
#endif
}

#if PY_VERSION_HEX >= 0x030E0000
// The caller's stack is saved in its frame before a C function is called; the argument is among its
// topmost entries, below at most a few more arguments.
int lab_argument_references(PyObject* argument) {
  enum { kEntries = 8 };
  const _PyInterpreterFrame* frame = PyThreadState_Get()->current_frame;
  if (frame == NULL || frame->stackpointer == NULL) return 1;
  const _PyStackRef* base = _PyFrame_Stackbase((_PyInterpreterFrame*)frame);
  const _PyStackRef* entry = frame->stackpointer;
  for (int i = 0; i < kEntries && entry > base; ++i) {
    --entry;
    if (PyStackRef_IsNull(*entry) || PyStackRef_AsPyObjectBorrow(*entry) != argument) continue;
    return (entry->bits & Py_TAG_REFCNT) != 0 ? 0 : 1;
  }
  return 1;
}
#else
int lab_argument_references(PyObject* argument) {
  (void)argument;
  return 1;
}
#endif

// An int keeps its sign (3.11) or its sign and flags (3.12+) in the word of ob_size, a compact str
// has its characters behind it and no ob_size at all, nor has a generator with its frame: these cannot
// be computed from tp_itemsize alone.
static int64_t int_size(PyObject* object) {
  const PyLongObject* number = (const PyLongObject*)object;
#if PY_VERSION_HEX >= 0x030C0000
  const int64_t digits = (int64_t)(number->long_value.lv_tag >> _PyLong_NON_SIZE_BITS);
  const int64_t before = (int64_t)offsetof(PyLongObject, long_value.ob_digit);
#else
  const int64_t signed_digits = (int64_t)Py_SIZE(number);
  const int64_t digits = signed_digits < 0 ? -signed_digits : signed_digits;
  const int64_t before = (int64_t)offsetof(PyLongObject, ob_digit);
#endif
  return before + (digits > 0 ? digits : 1) * (int64_t)sizeof(digit);
}

static int64_t str_size(PyObject* object) {
  const int64_t characters = (int64_t)PyUnicode_GET_LENGTH(object) + 1;
  if (PyUnicode_IS_COMPACT_ASCII(object)) return (int64_t)sizeof(PyASCIIObject) + characters;
  if (!PyUnicode_IS_COMPACT(object)) return (int64_t)sizeof(PyUnicodeObject);
  return (int64_t)sizeof(PyCompactUnicodeObject) + characters * PyUnicode_KIND(object);
}

int64_t lab_object_size(PyObject* object) {
  const PyTypeObject* type = Py_TYPE(object);
  if (PyLong_CheckExact(object)) return int_size(object);
  if (PyUnicode_CheckExact(object)) return str_size(object);
  if (lab_generator_fits(object)) return lab_generator_size(object);
  if (type->tp_itemsize == 0 || PyLong_Check(object)) return (int64_t)type->tp_basicsize;
  const int64_t items = (int64_t)Py_SIZE(object);
  return (int64_t)type->tp_basicsize + (items < 0 ? -items : items) * (int64_t)type->tp_itemsize;
}
