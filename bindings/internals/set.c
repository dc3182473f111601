// PySetObject: an open-addressed table of {key, hash}; also that of frozenset.
// (Include/cpython/setobject.h, Objects/setobject.c)
//
//   0      16     24     32     40       48     56       64                 192
//   │ head │ fill │ used │ mask │ table* │ hash │ finger │ smalltable[8]    │ weakreflist │
//                                 └─► smalltable, or a block of its own for more than 8 slots
//
//   a slot   free   key null, hash 0
//            dummy  key is one shared object, hash -1: a key was discarded here
//            used   key and its hash
//
// 3.11 – 3.15 alike. A dummy is told by its hash: no key has the hash -1. A set grows when
// fill * 5 >= mask * 3, to more than four times the used slots (twice from 50,000 on).

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/set.h"

// When one of these fails, correct the drawing and the readers.
static_assert(offsetof(PySetObject, table) == 40, "the table is the sixth word");
static_assert(sizeof(setentry) == 16, "a slot is two words");

struct lab_set_layout lab_set_read(PyObject* object) {
  const PySetObject* set = (const PySetObject*)object;
  return (struct lab_set_layout){.fill = set->fill,
                                 .used = set->used,
                                 .mask = set->mask,
                                 .table = (uint64_t)(uintptr_t)set->table,
                                 .small = set->table == set->smalltable,
                                 .hash = set->hash,
                                 .finger = set->finger};
}

struct lab_set_slot lab_set_slot_read(PyObject* object, uint64_t slot) {
  const setentry* entry = &((const PySetObject*)object)->table[slot];
  if (entry->key == NULL) return (struct lab_set_slot){kLabSetFree, entry->hash, NULL};
  if (entry->hash == -1) return (struct lab_set_slot){kLabSetDummy, -1, NULL};
  return (struct lab_set_slot){kLabSetUsed, entry->hash, entry->key};
}
