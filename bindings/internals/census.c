// The census: every object that the collector knows, counted by type.
//
// The walk follows the rings that gc_lists.h draws, from both ends at once; no version differs in
// more than their names. An object's type lies 24 bytes behind the start of its GC head and so
// nearly always in the cache line that the walk has to load in any case: counting costs little
// beyond the bare walk, as long as it does not touch the type itself and rarely the map. So the
// types met last are counted in a small table, one place for each value of a few address bits, and
// go into the map when another type wants their place.
//
// tests/bench/census.py compares it with the bare walk and with a Counter over gc.get_objects().

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include "bindings/internals/census.h"
#include "bindings/internals/gc_lists.h"

enum { kRecent = 64 };

struct recent {
  const PyTypeObject* type;
  uint64_t count;
};

struct census {
  struct lab_pointer_map* types;
  struct recent recent[kRecent];
};

static struct recent* place_of(struct census* census, const PyTypeObject* type) {
  // Types are some hundred bytes long and more: the bits above say which one it is.
  const uintptr_t bits = (uintptr_t)type;
  return &census->recent[(bits >> 4 ^ bits >> 10) % kRecent];
}

static bool add_to_map(struct census* census, const struct recent* recent) {
  if (recent->type == NULL) return true;
  uint64_t* total = lab_pointer_map_at(census->types, recent->type);
  if (total == NULL) return false;
  *total += recent->count;
  return true;
}

static bool count(struct census* census, const PyGC_Head* head) {
  const PyTypeObject* type = lab_gc_object(head)->ob_type;
  struct recent* recent = place_of(census, type);
  if (recent->type != type) {
    if (!add_to_map(census, recent)) return false;
    *recent = (struct recent){type, 0};
  }
  ++recent->count;
  return true;
}

static bool count_ring(struct census* census, const PyGC_Head* ring) {
  if (lab_gc_next(ring) == ring) return true;
  struct lab_gc_ends ends = lab_gc_begin(ring);
  do {
    if (!count(census, ends.first)) return false;
    if (ends.first != ends.last && !count(census, ends.last)) return false;
  } while (lab_gc_close_in(&ends));
  return true;
}

static bool count_all(struct census* census) {
  struct _gc_runtime_state* gc = lab_gc_runtime();
  for (int number = 0; number < kLabPermanent; ++number) {
    if (!count_ring(census, lab_gc_ring(gc, number))) return false;
  }
  for (int i = 0; i < kRecent; ++i) {
    if (!add_to_map(census, &census->recent[i])) return false;
  }
  return true;
}

bool lab_census(struct lab_pointer_map* types) {
  enum { kTypes = 512 };
  if (!lab_pointer_map_init(types, kTypes)) return false;
  struct census census = {.types = types};
  if (count_all(&census)) return true;
  lab_pointer_map_free(types);
  return false;
}
