// Where pymalloc keeps the vector of its arenas.
//
//   3.11    static struct arena_object* arenas in Objects/obmalloc.c: a variable of libpython that
//           has no name outside (the library hides it, and a distribution strips its name).
//   3.12    struct _obmalloc_state, a part of PyInterpreterState: interp->obmalloc.mgmt.arenas.
//           Legacy subinterpreters use the main interpreter's
//   3.13+   the same struct behind a pointer: interp->obmalloc->mgmt.arenas
//
// For 3.11 the variable is found, once, by what it must be: a word of libpython's writable memory
// that points to a vector in which the arena number n, n being what the pool of a known object
// says, contains this pool. Every word is a candidate, so each is followed with lab_copy_memory,
// and each arena that is later read through the variable must pass the same test: its first pool
// says the arena's own number. (A stale copy of the vector fails it, being at another place.) How
// long the vector is, is not known either; an arena beyond the end is one that fails the test.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1  // dl_iterate_phdr
#endif
#include "bindings/internals/pymalloc_arenas.h"

#include <assert.h>

// When this fails, obmalloc has changed its arena records: draw pymalloc.c's picture anew and, for
// a version without them in a header, correct the structs.
static_assert(sizeof(struct arena_object) == 48, "an arena_object is six words");

#if PY_VERSION_HEX >= 0x030C0000

static const struct _obmalloc_mgmt* management(void) {
  PyInterpreterState* interp = PyInterpreterState_Get();
#if PY_VERSION_HEX >= 0x030D0000
  return &interp->obmalloc->mgmt;
#else
  if ((interp->feature_flags & Py_RTFLAGS_USE_MAIN_OBMALLOC) != 0) {
    interp = _PyInterpreterState_Main();
  }
  return &interp->obmalloc.mgmt;
#endif
}

uint32_t lab_arena_bound(void) {
  const struct _obmalloc_mgmt* mgmt = management();
  return mgmt->arenas == NULL ? 0 : mgmt->maxarenas;
}

bool lab_arena_at(uint32_t index, struct arena_object* arena) {
  const struct _obmalloc_mgmt* mgmt = management();
  if (mgmt->arenas == NULL || index >= mgmt->maxarenas) return false;
  *arena = mgmt->arenas[index];
  return arena->address != 0;
}

struct lab_arena_totals lab_arena_totals_read(void) {
  const struct _obmalloc_mgmt* mgmt = management();
  return (struct lab_arena_totals){(int64_t)mgmt->narenas_highwater,
                                   (int64_t)mgmt->ntimes_arena_allocated};
}

#else

#include <link.h>

#include "bindings/internals/own_memory.h"

// A vector begins with 16 arenas and doubles.
enum { kFirstArenas = 16, kMostVector = 1 << 20 };

static bool looks_like_arena(const struct arena_object* arena) {
  const uintptr_t end = arena->address + ARENA_SIZE;
  const uintptr_t carved = (uintptr_t)arena->pool_address;
  const unsigned int most = ARENA_SIZE / POOL_SIZE;
  return arena->address != 0 && arena->address % 4096 == 0 && carved > arena->address &&
         carved <= end && carved % POOL_SIZE == 0 && arena->nfreepools <= arena->ntotalpools &&
         (arena->ntotalpools == most || arena->ntotalpools == most - 1);
}

static bool read_arena(uint64_t vector, uint32_t index, struct arena_object* arena) {
  struct pool_header pool;
  return lab_copy_memory(vector + index * sizeof(*arena), arena, sizeof(*arena)) &&
         looks_like_arena(arena) && lab_copy_memory(lab_first_pool(arena), &pool, sizeof(pool)) &&
         pool.arenaindex == index;
}

struct search {
  uint64_t pool;  // of an object that pymalloc has made
  uint32_t arena_index;
  const uint64_t* found;
};

static bool is_vector(uint64_t candidate, const struct search* search) {
  struct arena_object arena;
  return read_arena(candidate, search->arena_index, &arena) && arena.address <= search->pool &&
         search->pool < arena.address + ARENA_SIZE;
}

static bool holds(const struct dl_phdr_info* library, const void* address) {
  for (int i = 0; i < library->dlpi_phnum; ++i) {
    const ElfW(Phdr)* part = &library->dlpi_phdr[i];
    const uintptr_t begin = library->dlpi_addr + part->p_vaddr;
    if (part->p_type != PT_LOAD) continue;
    if ((uintptr_t)address >= begin && (uintptr_t)address < begin + part->p_memsz) return true;
  }
  return false;
}

static void search_segment(const uint64_t* word, const uint64_t* end, const struct dl_phdr_info* in,
                           struct search* search) {
  for (; word < end && search->found == NULL; ++word) {
    // Most words of libpython's data are numbers or point into libpython.
    const uint64_t value = *word;
    if (value % 16 != 0 || value < 65536 || value >> 47 != 0) continue;
    if (holds(in, (const void*)(uintptr_t)value)) continue;
    if (is_vector(value, search)) search->found = word;
  }
}

static int search_library(struct dl_phdr_info* library, size_t size, void* data) {
  (void)size;
  if (!holds(library, &_PyRuntime)) return 0;
  for (int i = 0; i < library->dlpi_phnum; ++i) {
    const ElfW(Phdr)* part = &library->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || (part->p_flags & PF_W) == 0) continue;
    const uintptr_t begin = library->dlpi_addr + part->p_vaddr;
    const uintptr_t end = begin + part->p_memsz;
    search_segment((const uint64_t*)((begin + 7) & ~(uintptr_t)7),
                   (const uint64_t*)(end & ~(uintptr_t)7), library, data);
  }
  return 1;
}

// The address of `arenas`; null while pymalloc has made nothing.
static const uint64_t* variable(void) {
  static const uint64_t* found = NULL;
  if (found != NULL) return found;
  const uint64_t known = (uint64_t)(uintptr_t)PyImport_GetModuleDict();
  struct search search = {.pool = known & ~(uint64_t)(POOL_SIZE - 1)};
  struct pool_header pool;
  if (!lab_copy_memory(search.pool, &pool, sizeof(pool)) || pool.arenaindex >= kMostVector) {
    return NULL;
  }
  search.arena_index = pool.arenaindex;
  dl_iterate_phdr(search_library, &search);
  found = search.found;
  return found;
}

bool lab_arena_at(uint32_t index, struct arena_object* arena) {
  const uint64_t* arenas = variable();
  return arenas != NULL && index < kMostVector && read_arena(*arenas, index, arena);
}

// Looked for as far as four times the highest found: the vector may have a stretch without any.
uint32_t lab_arena_bound(void) {
  struct arena_object arena;
  uint32_t bound = 0;
  if (variable() == NULL) return 0;
  for (uint32_t index = 0; index < 4 * (bound + kFirstArenas) && index < kMostVector; ++index) {
    if (lab_arena_at(index, &arena)) bound = index + 1;
  }
  return bound;
}

#endif
