#pragma once

// The lists of the collector, for the C files of this folder only: needs Py_BUILD_CORE.
//
// Every container object has a PyGC_Head in front of it, and those that are tracked hang in one of
// the interpreter's doubly linked rings. A ring's head is itself a PyGC_Head, inside interp->gc:
//
//                     ┌──────────────────────────────────────────────────┐
//   interp->gc        ▼                                                  │
//   generations[0] ─► head ⇄ │gc head│object… ⇄ │gc head│object… ⇄ … ────┘
//   generations[1] ─► head ⇄ …
//   generations[2] ─► head ⇄ …
//   permanent      ─► head ⇄ …        gc.freeze() moves everything here
//
//   3.11 – 3.13    generations[3], in pycore_gc.h
//   3.14.0 – .4    the incremental collector: young, and old[2] which take turns as the visited and
//                  the pending space. What gc.get_objects calls generation 1 is the visited one, 2
//                  the pending one. Bit 0 of _gc_next says which of the two an object belongs to.
//   3.14.5+, 3.15  generations[3] again (gh-148726), in pycore_interp_structs.h
//
// To follow a chain of pointers through memory is to wait for each of them. A ring has two ends,
// and so the walks here go from both at once and meet in the middle: two chains that do not wait
// for each other take half the time. _gc_prev may be trusted for it wherever Python code can run:
// only while the collector counts (from update_refs to move_unreachable, which call no Python) does
// it hold a reference count. The flag bits of both pointers are masked.

#include <Python.h>

#include "internal/pycore_gc.h"      // PyGC_Head, _PyGC_PREV_MASK
#include "internal/pycore_interp.h"  // PyInterpreterState.gc

#include <assert.h>
#include <stddef.h>

#define LAB_GC_INCREMENTAL (PY_VERSION_HEX >= 0x030E0000 && PY_VERSION_HEX < 0x030E0500)

// When one of these fails, the collector has other lists: draw them above, then correct lab_gc_ring
// and the readers of gc_state.c.
static_assert(sizeof(PyGC_Head) == 16, "a GC head is two words");
static_assert(offsetof(PyGC_Head, _gc_next) == 0, "the next pointer comes first");
static_assert(NUM_GENERATIONS == 3, "three generations");

enum { kLabPermanent = 3, kLabRings = 4 };

static inline struct _gc_runtime_state* lab_gc_runtime(void) {
  // _PyInterpreterState_GET() reads a thread-local that the library hides from 3.12 on.
  return &PyInterpreterState_Get()->gc;
}

static inline struct gc_generation* lab_gc_generation(struct _gc_runtime_state* gc, int number) {
  if (number == kLabPermanent) return &gc->permanent_generation;
#if LAB_GC_INCREMENTAL
  if (number == 0) return &gc->young;
  return &gc->old[number == 1 ? gc->visited_space : gc->visited_space ^ 1];
#else
  return &gc->generations[number];
#endif
}

/// The head of a ring: of generation 0, 1, 2, or kLabPermanent.
static inline const PyGC_Head* lab_gc_ring(struct _gc_runtime_state* gc, int number) {
  return &lab_gc_generation(gc, number)->head;
}

static inline const PyGC_Head* lab_gc_next(const PyGC_Head* at) {
  return (const PyGC_Head*)(at->_gc_next & ~(uintptr_t)3);
}

static inline const PyGC_Head* lab_gc_prev(const PyGC_Head* at) {
  return (const PyGC_Head*)(at->_gc_prev & ~(uintptr_t)3);
}

/// The two ends of a walk that has not met yet: `first == last` is the last object of an odd
/// number.
struct lab_gc_ends {
  const PyGC_Head* first;
  const PyGC_Head* last;
};

static inline struct lab_gc_ends lab_gc_begin(const PyGC_Head* ring) {
  return (struct lab_gc_ends){lab_gc_next(ring), lab_gc_prev(ring)};
}

/// Takes both ends a step inwards. @returns false when they have met: every object was visited.
static inline bool lab_gc_close_in(struct lab_gc_ends* ends) {
  const PyGC_Head* next = lab_gc_next(ends->first);
  if (ends->first == ends->last || next == ends->last) return false;
  ends->first = next;
  ends->last = lab_gc_prev(ends->last);
  return true;
}

static inline const PyObject* lab_gc_object(const PyGC_Head* at) {
  return (const PyObject*)(at + 1);
}
