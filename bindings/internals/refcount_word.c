// What Py_INCREF and Py_DECREF write, and how long the bytes they write belong to the object.
// (Include/object.h; from 3.14 Include/refcount.h)
//
//   3.11          op->ob_refcnt++                      8 bytes, always written
//                 if (--op->ob_refcnt == 0)            8 bytes, always written
//                     _Py_Dealloc(op)
//
//   3.12, 3.13    cur = op->ob_refcnt_split[PY_BIG_ENDIAN]
//                 if (cur + 1 == 0) return             immortal: nothing is written
//                 op->ob_refcnt_split[…] = cur + 1     4 bytes, the low half
//                 --op->ob_refcnt                      8 bytes, unless immortal
//
//   3.14, 3.15    cur = op->ob_refcnt                  a uint32; immortal from 1 << 31 (3.14: from
//                 op->ob_refcnt = cur + 1              _Py_IMMORTAL_MINIMUM_REFCNT) on: nothing is
//                                                      written; the other half is flags
//
// So the low half is what every version writes, and a watchpoint of 4 bytes there sees all of it.
// In 3.11 the whole word counts, and a watchpoint of 8 bytes is used.
//
// What else may be written there. A block that was freed belongs to the allocator: pymalloc and the
// C library's free put the address of the next free block into its first 8 bytes. For an object
// without a GC head these are the bytes of ob_refcnt. An address has bits set that no count has:
// all above 40 in 3.11 (a trillion references need 8 TB), the upper half from 3.12. For an object
// with a GC head the link is in the head, and the next object in the block shows by ob_type, unless
// it is of the same type.
//
// Death. A count that comes to 0 is written once, and the object is gone, except where a finalizer
// runs: PyObject_CallFinalizerFromDealloc sets the count to 1, calls tp_finalize, takes 1 off
// again, and the object is destroyed when that gives 0, otherwise it has been resurrected.
// subtype_dealloc (classes with __del__) and gen_dealloc (generators, coroutines) do so; an object
// with a GC head only once (PEP 442).

#define _GNU_SOURCE 1  // dladdr
#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>
#include "internal/pycore_runtime.h"  // _PyRuntime.preconfig

#include <dlfcn.h>
#include <stddef.h>

#include "bindings/internals/object.h"
#include "bindings/internals/refcount_word.h"

struct lab_count_bytes lab_count_bytes_of(const PyObject* object) {
#if PY_VERSION_HEX >= 0x030C0000
  return (struct lab_count_bytes){(const char*)object + (PY_BIG_ENDIAN ? 4 : 0), 4};
#else
  return (struct lab_count_bytes){object, 8};
#endif
}

int64_t lab_head_count(const struct lab_head* head) {
#if PY_VERSION_HEX >= 0x030E0000
  return (int64_t)(head->count_word & UINT32_MAX);
#else
  return (int64_t)head->count_word;
#endif
}

static bool count_is_possible(const struct lab_head* then, const struct lab_head* now) {
#if PY_VERSION_HEX >= 0x030E0000
  return now->count_word >> 32 == then->count_word >> 32;
#elif PY_VERSION_HEX >= 0x030C0000
  (void)then;
  return now->count_word <= UINT32_MAX;
#else
  (void)then;
  return now->count_word >> 40 == 0;
#endif
}

bool lab_head_continues(const struct lab_head* then, const struct lab_head* now, bool fixed_type) {
  return count_is_possible(then, now) && (!fixed_type || now->type == then->type);
}

bool lab_type_is_fixed(const PyObject* object) {
  return (Py_TYPE(object)->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0;
}

static destructor class_dealloc = NULL;

// subtype_dealloc has no name outside typeobject.c. A type that says nothing about it gets it.
bool lab_learn_class_dealloc(void) {
  if (class_dealloc != NULL) return true;
  PyType_Slot slots[] = {{0, NULL}};
  PyType_Spec spec = {
      .name = "lab.Nothing", .basicsize = 0, .flags = Py_TPFLAGS_DEFAULT, .slots = slots};
  PyObject* type = PyType_FromSpec(&spec);
  if (type == NULL) return false;
  class_dealloc = ((PyTypeObject*)type)->tp_dealloc;
  Py_DECREF(type);
  return true;
}

bool lab_finalizer_follows(PyObject* object) {
  const PyTypeObject* type = Py_TYPE(object);
  if (type->tp_finalize == NULL) return false;
  if (type->tp_dealloc != class_dealloc && type->tp_dealloc != PyGen_Type.tp_dealloc) return false;
  return !PyObject_GC_IsFinalized(object);
}

static bool small_blocks_are_pymallocs(void) {
#ifdef WITH_PYMALLOC
  const int allocator = _PyRuntime.preconfig.allocator;
  return allocator == PYMEM_ALLOCATOR_NOT_SET || allocator == PYMEM_ALLOCATOR_DEFAULT ||
         allocator == PYMEM_ALLOCATOR_PYMALLOC;
#else
  return false;
#endif
}

bool lab_memory_stays(PyObject* object) {
  // In front of an object: its GC head and two words of 3.11's managed dict. Behind it, from 3.13:
  // the inline values of a class's instance, at most 30 and their sizes.
  enum { kMostOfPymalloc = 512, kInFront = 32, kInlineValues = 288 };
  Dl_info library;
  if (dladdr(object, &library) != 0) return true;
  const PyTypeObject* type = Py_TYPE(object);
  if (!small_blocks_are_pymallocs() || type->tp_alloc != PyType_GenericAlloc) return false;
  const int64_t behind = (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0 ? kInlineValues : 0;
  return lab_object_size(object) + kInFront + behind <= kMostOfPymalloc;
}

const char* lab_shared_by_all(PyObject* object) {
  if (object == Py_None) return "None";
  if (object == Py_Ellipsis) return "Ellipsis";
  if (object == Py_NotImplemented) return "NotImplemented";
  if (PyBool_Check(object)) return "a bool";
  if (PyTuple_CheckExact(object) && PyTuple_GET_SIZE(object) == 0) return "the empty tuple";
  if (PyBytes_CheckExact(object) && PyBytes_GET_SIZE(object) <= 1)
    return "a bytes of at most one byte";
  if (PyLong_CheckExact(object)) {
    enum { kLeastSmall = -5, kMostSmall = 256 };  // _PY_NSMALLNEGINTS, _PY_NSMALLPOSINTS
    int overflow = 0;
    const long value = PyLong_AsLongAndOverflow(object, &overflow);
    if (overflow == 0 && value >= kLeastSmall && value <= kMostSmall) return "a small int";
  }
  if (PyUnicode_CheckExact(object) && PyUnicode_CHECK_INTERNED(object)) return "an interned str";
  return NULL;
}
