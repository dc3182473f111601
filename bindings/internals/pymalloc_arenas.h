#pragma once

// What pymalloc.c and pymalloc_arenas.c share: the structs of the allocator and the way to its
// arenas.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#if PY_VERSION_HEX >= 0x030C0000
#include "internal/pycore_interp.h"    // PyInterpreterState.obmalloc
#include "internal/pycore_obmalloc.h"  // struct arena_object, struct pool_header, ARENA_BITS
#include "internal/pycore_pystate.h"   // _PyInterpreterState_Main
#undef ALIGNMENT
#else
#include "internal/pycore_runtime.h"  // _PyRuntime

// Private to Objects/obmalloc.c: declared anew here.
#define ARENA_BITS 20
#define ARENA_SIZE (1 << ARENA_BITS)
#define POOL_BITS 14
#define POOL_SIZE (1 << POOL_BITS)
#define SMALL_REQUEST_THRESHOLD 512

struct pool_header {
  union {
    uint8_t* _padding;
    unsigned int count;
  } ref;
  uint8_t* freeblock;
  struct pool_header* nextpool;
  struct pool_header* prevpool;
  unsigned int arenaindex;
  unsigned int szidx;
  unsigned int nextoffset;
  unsigned int maxnextoffset;
};

struct arena_object {
  uintptr_t address;
  uint8_t* pool_address;
  unsigned int nfreepools;
  unsigned int ntotalpools;
  struct pool_header* freepools;
  struct arena_object* nextarena;
  struct arena_object* prevarena;
};
#endif

/// One past the highest index at which lab_arena_at may find an arena that is in use.
uint32_t lab_arena_bound(void);

/// Copies the arena_object number `index`. @returns whether it stands for an arena in use
bool lab_arena_at(uint32_t index, struct arena_object* arena);

#if PY_VERSION_HEX >= 0x030C0000
struct lab_arena_totals {
  int64_t highwater;  ///< narenas_highwater
  int64_t ever;       ///< ntimes_arena_allocated
};
struct lab_arena_totals lab_arena_totals_read(void);
#endif

/// The address of the first whole pool in an arena.
static inline uintptr_t lab_first_pool(const struct arena_object* arena) {
  return (arena->address + POOL_SIZE - 1) & ~(uintptr_t)(POOL_SIZE - 1);
}
