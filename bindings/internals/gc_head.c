// PyGC_Head: the two words before every object that takes part in collection.
// (3.11 – 3.13 Include/internal/pycore_gc.h, 3.14+ pycore_interp_structs.h)
//
//   -16                          -8                                      0
//   │ _gc_next                   │ _gc_prev                     │C│F│    │ ob_refcnt …
//     address of the next head,    address of the previous head   │ └ bit 0: finalized
//     0 when not tracked           in the bits above              └── bit 1: collecting
//
//   3.11 – 3.13    as drawn
//   3.14.0 – .4    bit 0 of _gc_next: which of the two old spaces the object is in
//   3.14.5+, 3.15  as drawn
//   free-threaded  no head at all: the bits are in ob_gc_bits, objects are found through mimalloc
//
// While a collection runs, _gc_prev of the objects under examination holds a copy of the reference
// count (shifted by 2) in place of the address, with "collecting" set. That copy is where the
// collector subtracts the references from inside; gc_arithmetic.c repeats the sum without it.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include "bindings/internals/gc_head.h"
#include "bindings/internals/gc_lists.h"

// When one of these fails, the flags have moved: correct the drawing and lab_gc_head_read.
static_assert(_PyGC_PREV_MASK_FINALIZED == 1, "bit 0 of _gc_prev says finalized");
static_assert(_PyGC_PREV_MASK_COLLECTING == 2, "bit 1 of _gc_prev says collecting");

// A list that is longer than this is no list: the memory under it is not what we take it for.
static const int64_t kLongestRing = INT64_C(1) << 36;

struct lab_gc_head lab_gc_head_read(PyObject* object) {
  struct lab_gc_head read = {0};
  // A static type is an instance of a GC type and yet has no head: tp_is_gc tells.
  if (!PyObject_IS_GC(object)) return read;
  const PyGC_Head* head = (const PyGC_Head*)object - 1;
  read.present = true;
  read.tracked = head->_gc_next != 0;
  read.finalized = (head->_gc_prev & _PyGC_PREV_MASK_FINALIZED) != 0;
  read.collecting = (head->_gc_prev & _PyGC_PREV_MASK_COLLECTING) != 0;
  read.next = head->_gc_next;
  read.prev = head->_gc_prev;
  return read;
}

int lab_gc_generation_of(PyObject* object) {
  if (!lab_gc_head_read(object).tracked) return kLabUntracked;
  struct _gc_runtime_state* gc = lab_gc_runtime();
  const char* first = (const char*)gc;
  const PyGC_Head* at = lab_gc_next((const PyGC_Head*)object - 1);
  for (int64_t steps = 0; at != NULL && steps < kLongestRing; ++steps, at = lab_gc_next(at)) {
    // Only the rings' own heads lie inside interp->gc.
    if ((const char*)at < first || (const char*)at >= first + sizeof(*gc)) continue;
    for (int number = 0; number < kLabRings; ++number) {
      if (at == lab_gc_ring(gc, number)) {
        return number == kLabPermanent ? kLabPermanentGeneration : number;
      }
    }
  }
  return kLabUntracked;
}
