// struct _gc_runtime_state: the collector's own state, interp->gc.
// (3.11 – 3.13 Include/internal/pycore_gc.h, 3.14+ pycore_interp_structs.h; used by
// Modules/gcmodule.c up to 3.12 and Python/gc.c from 3.13)
//
//   enabled  debug
//   generations[0..2]      each:  head │ threshold │ count
//   permanent_generation            (its threshold and count mean nothing)
//   generation_stats[0..2] each:  collections │ collected │ uncollectable
//   collecting  garbage  callbacks
//   long_lived_total       objects that survived the last full collection
//   long_lived_pending     objects that entered generation 2 since then
//
// `count` of generation 0 is allocations less deallocations of GC objects since its last
// collection; those of 1 and 2 are collections of the next younger one. Generation n is due when
// count > threshold, 2 only if moreover pending >= total / 4, the 25 % rule.
//
//   3.11           thresholds 700, 10, 10; a collection may start at any allocation of a GC object
//   3.12           the same numbers; it starts at the eval breaker only (gh-97922)
//   3.13           thresholds 2000, 10, 10
//   3.14.0 – .4    incremental: young, old[2]; no long_lived counts, work_to_do in their place
//   3.14.5+        as 3.13, with heap_size and padding where the incremental fields were
//   3.15           generation_stats is a pointer to struct gc_stats: a small ring of snapshots per
//                  generation, each holding running totals, of which `index` is the newest

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include "bindings/internals/gc_lists.h"
#include "bindings/internals/gc_state.h"

// When this fails, the permanent list no longer follows the three others in our numbering.
static_assert((int)kLabPermanentList == (int)kLabPermanent, "one number for the permanent list");

#if PY_VERSION_HEX >= 0x030F0000
static const struct gc_generation_stats* stats_of(const struct _gc_runtime_state* gc, int number) {
  const struct gc_stats* stats = gc->generation_stats;
  if (number == 0) return &stats->young.items[stats->young.index];
  return &stats->old[number - 1].items[stats->old[number - 1].index];
}
#else
static const struct gc_generation_stats* stats_of(const struct _gc_runtime_state* gc, int number) {
  return &gc->generation_stats[number];
}
#endif

struct lab_gc_state lab_gc_state_read(void) {
  struct _gc_runtime_state* gc = lab_gc_runtime();
  struct lab_gc_state state = {.enabled = gc->enabled != 0, .collecting = gc->collecting != 0};
  for (int number = 0; number < kLabGenerations; ++number) {
    const struct gc_generation* generation = lab_gc_generation(gc, number);
    const struct gc_generation_stats* stats = stats_of(gc, number);
    state.generation[number] = (struct lab_gc_generation){.count = generation->count,
                                                          .threshold = generation->threshold,
                                                          .collections = stats->collections,
                                                          .collected = stats->collected,
                                                          .uncollectable = stats->uncollectable};
  }
#if LAB_GC_INCREMENTAL
  static const char kReason[] = "the incremental collector of 3.14.0 to 3.14.4 does not count it";
  state.long_lived_total = (struct lab_maybe){0, kReason};
  state.long_lived_pending = (struct lab_maybe){0, kReason};
#else
  state.long_lived_total = (struct lab_maybe){gc->long_lived_total, NULL};
  state.long_lived_pending = (struct lab_maybe){gc->long_lived_pending, NULL};
#endif
  return state;
}

struct lab_gc_length lab_gc_list_length(int list, uint64_t limit) {
  const PyGC_Head* ring = lab_gc_ring(lab_gc_runtime(), list);
  struct lab_gc_length length = {0, true};
  if (lab_gc_next(ring) == ring) return length;
  struct lab_gc_ends ends = lab_gc_begin(ring);
  do {
    length.objects += ends.first == ends.last ? 1 : 2;
    length.whole = length.objects <= limit;
  } while (length.whole && lab_gc_close_in(&ends));
  return length;
}

bool lab_gc_collecting(void) {
  return lab_gc_runtime()->collecting != 0;
}

PyObject* lab_gc_callbacks(void) {
  return lab_gc_runtime()->callbacks;
}
