#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lab_set_layout {
  int64_t fill;  ///< slots in use or dummy
  int64_t used;  ///< len(set)
  int64_t mask;  ///< slots - 1
  uint64_t table;
  bool small;      ///< the table is the one inside the set object
  int64_t hash;    ///< of a frozenset; -1: not computed yet
  int64_t finger;  ///< where pop() goes on looking
};
/// @param set an object of which PyAnySet_Check holds
struct lab_set_layout lab_set_read(PyObject* set);

enum lab_set_state { kLabSetFree, kLabSetDummy, kLabSetUsed };
struct lab_set_slot {
  enum lab_set_state state;
  int64_t hash;   ///< 0 in a free slot, -1 in a dummy
  PyObject* key;  ///< borrowed; null unless used
};
/// @param slot at most mask
struct lab_set_slot lab_set_slot_read(PyObject* set, uint64_t slot);

#ifdef __cplusplus
}
#endif
