#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  kLabSizeClasses = 32,   ///< 16, 32, … 512 bytes
  kLabMostBlocks = 1024,  ///< blocks of the smallest class in a pool: 1021
};

/// A pool: POOL_SIZE bytes of blocks of one size class.
struct lab_pool {
  uint64_t address;
  uint64_t arena;  ///< address of the arena
  uint32_t arena_index;
  uint32_t size_class;  ///< szidx
  uint32_t block_size;
  uint32_t blocks;  ///< how many there is room for
  uint32_t used;    ///< ref.count
  uint32_t next_offset;
  uint32_t max_next_offset;
  uint64_t free_block;  ///< head of the list of freed blocks; 0: none
  uint64_t first_block;
};

/// The pool that holds `address`. @returns false when no pool does: the address is not pymalloc's,
/// or lies in a pool that is empty, in its header or behind its last block.
bool lab_pool_of(uint64_t address, struct lab_pool* pool);

enum lab_block_state { kLabBlockUsed = 'x', kLabBlockFree = '-', kLabBlockUntouched = '.' };
/// One enum lab_block_state a block, in order of addresses; an end of the string behind the last.
void lab_pool_blocks(const struct lab_pool* pool, char states[kLabMostBlocks + 1]);

struct lab_size_class {
  uint32_t block_size;
  uint64_t pools;
  uint64_t used;
  uint64_t free;
};
struct lab_arena {
  uint64_t address;
  uint32_t index;
  uint32_t pools;
  uint32_t free_pools;  ///< emptied or never used
};
enum { kLabMostArenas = 4096 };
struct lab_pymalloc_map {
  const char* absent;  ///< why there is none; null when there is
  uint32_t arena_size;
  uint32_t pool_size;
  uint64_t arenas;
  uint64_t free_pools;
  struct lab_size_class classes[kLabSizeClasses];
  struct lab_maybe arenas_highwater;      ///< narenas_highwater
  struct lab_maybe arenas_ever;           ///< ntimes_arena_allocated
  struct lab_arena list[kLabMostArenas];  ///< the first of them
};
/// Walks all arenas and the headers of their pools. Allocates nothing.
void lab_pymalloc_map_read(struct lab_pymalloc_map* map);

/// The size class for a request of so many bytes; -1 when malloc serves it (0 bytes or more than
/// SMALL_REQUEST_THRESHOLD).
int lab_size_class_of(uint64_t bytes);

#ifdef __cplusplus
}
#endif
