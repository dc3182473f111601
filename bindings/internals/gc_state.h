#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { kLabGenerations = 3, kLabPermanentList = 3 };

struct lab_gc_generation {
  int64_t count;
  int64_t threshold;
  int64_t collections;
  int64_t collected;
  int64_t uncollectable;
};

/// interp->gc of the calling thread's interpreter, without its lists.
struct lab_gc_state {
  struct lab_gc_generation generation[kLabGenerations];
  bool enabled;
  bool collecting;
  struct lab_maybe long_lived_total;
  struct lab_maybe long_lived_pending;
};
struct lab_gc_state lab_gc_state_read(void);

/// The length of a list, found by walking it.
struct lab_gc_length {
  uint64_t objects;  ///< seen before the walk ended
  bool whole;        ///< false: the list has more than `limit` objects
};
/// @param list 0, 1, 2 or kLabPermanentList
struct lab_gc_length lab_gc_list_length(int list, uint64_t limit);

/// Whether a collection is under way in the calling thread's interpreter.
bool lab_gc_collecting(void);

/// The list that the collector calls back through, borrowed: gc.callbacks, unless a script has
/// bound that name to another object.
PyObject* lab_gc_callbacks(void);

#ifdef __cplusplus
}
#endif
