#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A map from addresses to numbers that lives in malloc's memory alone: it may be filled in the
/// middle of a walk over Python's objects, where an allocation through Python could start a
/// collection and change what is walked.
struct lab_pointer_slot {
  const void* key;  ///< null: free
  uint64_t value;
};
struct lab_pointer_map {
  struct lab_pointer_slot* slots;
  size_t mask;  ///< slots - 1; the number of slots is a power of two
  size_t used;
};

/// An empty map with room for `expected` keys before it grows. @returns false when memory is out.
bool lab_pointer_map_init(struct lab_pointer_map* map, size_t expected);
void lab_pointer_map_free(struct lab_pointer_map* map);

/// The number under `key`, which is not null; a new key starts with 0. Valid until the next call.
/// @returns null when memory is out.
uint64_t* lab_pointer_map_at(struct lab_pointer_map* map, const void* key);
/// The number under `key`, or null when there is none.
const uint64_t* lab_pointer_map_find(const struct lab_pointer_map* map, const void* key);

#ifdef __cplusplus
}
#endif
