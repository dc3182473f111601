// pymalloc: the allocator of requests of up to 512 bytes.  (Objects/obmalloc.c,
// Include/internal/pycore_obmalloc.h)
//
//   arena   1 MiB from mmap, cut into pools of 16 KiB, 64 of them or 63 where it is not aligned
//
//   pool    0       8          16        24        32          36     40          44         48
//           │ count │ freeblock│ nextpool│ prevpool│ arenaindex│ szidx│ nextoffset│ max…  │ blocks
//           │ used  │          │         │         │           │      │           │       │
//                       │
//                       └─► a block that was freed ─► another ─► null     (each points to the next)
//
//           ┌─x─┬─x─┬─-─┬─x─┬─-─┬─x─┬─.─┬─.─┬─.─┐     x  used
//           └───┴───┴───┴───┴───┴───┴───┴───┴───┘     -  freed: in the list
//                                   ▲                 .  never handed out: from nextoffset on
//
//   szidx   0 for blocks of 16 bytes, 1 for 32, … 31 for 512. Requests of 0 and of more than 512
//           bytes go to malloc, as do all of the raw domain (PyMem_RawMalloc).
//
//   3.8, 3.9  arenas of 256 KiB, pools of 4 KiB: address_in_range read the pool's header, and so
//             needed pools of one page
//   3.10+     arenas of 1 MiB and pools of 16 KiB, by a radix tree of arenas; 3.15 may have
//             arenas of 2 MiB
//   3.11      all state is static in obmalloc.c, and so are these structs (pymalloc_arenas.c)
//   3.12+     one state an interpreter that does not share the main one's; structs in a header
//
// An object's block begins before the object when it has a GC head or a pre-header: 16, 32 bytes.

#include "bindings/internals/pymalloc_arenas.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "bindings/internals/own_memory.h"
#include "bindings/internals/pymalloc.h"

enum { kStep = 16, kOverhead = 48 };

// When one of these fails, the version has changed the pool: correct the drawing and the readers.
static_assert(sizeof(struct pool_header) == kOverhead, "blocks begin 48 bytes into the pool");
static_assert(offsetof(struct pool_header, szidx) == 36, "szidx follows arenaindex");
static_assert(SMALL_REQUEST_THRESHOLD == kLabSizeClasses * kStep, "32 size classes");
static_assert((POOL_SIZE - kOverhead) / kStep <= kLabMostBlocks, "room for a pool's blocks");

static uint32_t block_size(uint32_t size_class) {
  return (size_class + 1) * kStep;
}

int lab_size_class_of(uint64_t bytes) {
  if (bytes == 0 || bytes > SMALL_REQUEST_THRESHOLD) return -1;
  return (int)((bytes - 1) / kStep);
}

// The arena that holds an address: what address_in_range finds out by the radix tree.
static bool arena_of(uint64_t address, struct arena_object* arena, uint32_t* index) {
#if PY_VERSION_HEX >= 0x030C0000
  const uint32_t bound = lab_arena_bound();
  for (*index = 0; *index < bound; ++*index) {
    if (!lab_arena_at(*index, arena)) continue;
    if (address >= arena->address && address < arena->address + ARENA_SIZE) return true;
  }
  return false;
#else
  struct pool_header pool;
  if (!lab_copy_memory(address & ~(uint64_t)(POOL_SIZE - 1), &pool, sizeof(pool))) return false;
  *index = pool.arenaindex;
  return lab_arena_at(*index, arena) && address >= arena->address &&
         address < arena->address + ARENA_SIZE;
#endif
}

bool lab_pool_of(uint64_t address, struct lab_pool* pool) {
  struct arena_object arena;
  uint32_t index = 0;
  if (!arena_of(address, &arena, &index)) return false;
  const uintptr_t base = (uintptr_t)address & ~(uintptr_t)(POOL_SIZE - 1);
  if (base < lab_first_pool(&arena) || base >= (uintptr_t)arena.pool_address) return false;
  const struct pool_header* header = (const struct pool_header*)base;
  if (header->ref.count == 0 || header->szidx >= kLabSizeClasses) return false;
  const uint32_t size = block_size(header->szidx);
  *pool = (struct lab_pool){.address = base,
                            .arena = arena.address,
                            .arena_index = index,
                            .size_class = header->szidx,
                            .block_size = size,
                            .blocks = (POOL_SIZE - kOverhead) / size,
                            .used = header->ref.count,
                            .next_offset = header->nextoffset,
                            .max_next_offset = header->maxnextoffset,
                            .free_block = (uint64_t)(uintptr_t)header->freeblock,
                            .first_block = base + kOverhead};
  return address >= pool->first_block &&
         address < pool->first_block + (uint64_t)pool->blocks * size;
}

void lab_pool_blocks(const struct lab_pool* pool, char states[kLabMostBlocks + 1]) {
  for (uint32_t i = 0; i < pool->blocks; ++i) {
    const uint32_t offset = kOverhead + i * pool->block_size;
    states[i] = offset >= pool->next_offset ? kLabBlockUntouched : kLabBlockUsed;
  }
  states[pool->blocks] = '\0';
  uint64_t block = pool->free_block;
  for (uint32_t left = pool->blocks; block != 0 && left > 0; --left) {
    const uint64_t number = (block - pool->first_block) / pool->block_size;
    if (block < pool->first_block || number >= pool->blocks) return;  // the list is damaged
    states[number] = kLabBlockFree;
    memcpy(&block, (const void*)(uintptr_t)block, sizeof(block));
  }
}

static void add_pools(const struct arena_object* arena, struct lab_pymalloc_map* map) {
  const uintptr_t end = (uintptr_t)arena->pool_address;
  for (uintptr_t base = lab_first_pool(arena); base < end; base += POOL_SIZE) {
    const struct pool_header* pool = (const struct pool_header*)base;
    if (pool->ref.count == 0 || pool->szidx >= kLabSizeClasses) continue;
    struct lab_size_class* of = &map->classes[pool->szidx];
    ++of->pools;
    of->used += pool->ref.count;
    of->free += (POOL_SIZE - kOverhead) / of->block_size - pool->ref.count;
  }
}

static void add_totals(struct lab_pymalloc_map* map) {
#if PY_VERSION_HEX >= 0x030C0000
  const struct lab_arena_totals totals = lab_arena_totals_read();
  map->arenas_highwater = (struct lab_maybe){totals.highwater, NULL};
  map->arenas_ever = (struct lab_maybe){totals.ever, NULL};
#else
  static const char kReason[] = "a static variable of Objects/obmalloc.c in 3.11";
  map->arenas_highwater = (struct lab_maybe){0, kReason};
  map->arenas_ever = (struct lab_maybe){0, kReason};
#endif
}

void lab_pymalloc_map_read(struct lab_pymalloc_map* map) {
  memset(map, 0, sizeof(*map));
  map->arena_size = ARENA_SIZE;
  map->pool_size = POOL_SIZE;
  for (uint32_t i = 0; i < kLabSizeClasses; ++i)
    map->classes[i].block_size = block_size(i);
  const uint32_t bound = lab_arena_bound();
  for (uint32_t index = 0; index < bound; ++index) {
    struct arena_object arena;
    if (!lab_arena_at(index, &arena)) continue;
    if (map->arenas < kLabMostArenas) {
      map->list[map->arenas] =
          (struct lab_arena){arena.address, index, arena.ntotalpools, arena.nfreepools};
    }
    ++map->arenas;
    map->free_pools += arena.nfreepools;
    add_pools(&arena, map);
  }
  add_totals(map);
  if (map->arenas == 0) map->absent = "pymalloc has no arena: another allocator is in its place";
}
