#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lab_gc_head {
  bool present;  ///< false: the object has no head, the rest says nothing
  bool tracked;
  bool finalized;   ///< its finalizer has been called (PEP 442: once in a life)
  bool collecting;  ///< it belongs to the generation that is being collected right now
  uint64_t next;    ///< the raw words
  uint64_t prev;
};
struct lab_gc_head lab_gc_head_read(PyObject* object);

enum { kLabUntracked = -2, kLabPermanentGeneration = -1 };

/// The generation whose list holds the object: 0, 1, 2, kLabPermanentGeneration, or kLabUntracked.
/// Walks from the object to the head of its list: up to as many steps as the list is long.
int lab_gc_generation_of(PyObject* object);

#ifdef __cplusplus
}
#endif
