#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lab_type_layout {
  int64_t basicsize;
  int64_t itemsize;
  int64_t dict_offset;      ///< tp_dictoffset: 0 none, negative: managed or from the end
  int64_t weaklist_offset;  ///< tp_weaklistoffset: 0 none, negative: before the object
  uint64_t flags;
  struct lab_maybe version_tag;  ///< tp_version_tag; absent while the type has none
  PyObject* mro;                 ///< borrowed tuple
  PyTypeObject* base;            ///< borrowed
};
struct lab_type_layout lab_type_read(PyTypeObject* type);

struct lab_type_flag {
  const char* name;  ///< without Py_TPFLAGS_
  uint64_t bits;
};
/// All that this version has, ended by a null name.
const struct lab_type_flag* lab_type_flags(void);

struct lab_type_slot {
  const char* name;  ///< tp_hash, nb_add, sq_length …
  const void* function;
  const char* symbol;  ///< of the exported C function; null for another
};
enum { kLabMostSlots = 96 };
/// The slots that are filled, in the order of PyTypeObject. @returns how many
int lab_type_slots(PyTypeObject* type, struct lab_type_slot slots[kLabMostSlots]);

#ifdef __cplusplus
}
#endif
