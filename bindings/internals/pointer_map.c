// Open addressing with linear probing, at most half full. Nothing is ever removed, so a look-up
// ends at the first free slot.

#include "bindings/internals/pointer_map.h"

#include <stdlib.h>

enum { kSmallest = 16 };

// Objects lie 16 bytes apart, so the low four bits say nothing; the multiplier (2^64 divided by the
// golden ratio) carries the rest to the top, from where the shift takes it.
static size_t first_slot(const struct lab_pointer_map* map, const void* key) {
  const uint64_t mixed = ((uint64_t)(uintptr_t)key >> 4) * UINT64_C(0x9E3779B97F4A7C15);
  return (size_t)(mixed >> 32) & map->mask;
}

static struct lab_pointer_slot* slot_of(const struct lab_pointer_map* map, const void* key) {
  size_t at = first_slot(map, key);
  while (map->slots[at].key != NULL && map->slots[at].key != key) {
    at = (at + 1) & map->mask;
  }
  return &map->slots[at];
}

bool lab_pointer_map_init(struct lab_pointer_map* map, size_t expected) {
  size_t slots = kSmallest;
  while (slots / 2 < expected) {
    if (slots > SIZE_MAX / 4 / sizeof(struct lab_pointer_slot)) return false;
    slots *= 2;
  }
  map->slots = calloc(slots, sizeof(struct lab_pointer_slot));
  map->mask = slots - 1;
  map->used = 0;
  return map->slots != NULL;
}

void lab_pointer_map_free(struct lab_pointer_map* map) {
  free(map->slots);
  map->slots = NULL;
}

static bool grow(struct lab_pointer_map* map) {
  struct lab_pointer_map bigger;
  if (!lab_pointer_map_init(&bigger, map->mask + 1)) return false;
  for (size_t i = 0; i <= map->mask; ++i) {
    if (map->slots[i].key != NULL) *slot_of(&bigger, map->slots[i].key) = map->slots[i];
  }
  bigger.used = map->used;
  free(map->slots);
  *map = bigger;
  return true;
}

uint64_t* lab_pointer_map_at(struct lab_pointer_map* map, const void* key) {
  struct lab_pointer_slot* slot = slot_of(map, key);
  if (slot->key == NULL) {
    if (map->used + 1 > (map->mask + 1) / 2) {
      if (!grow(map)) return NULL;
      slot = slot_of(map, key);
    }
    slot->key = key;
    slot->value = 0;
    ++map->used;
  }
  return &slot->value;
}

const uint64_t* lab_pointer_map_find(const struct lab_pointer_map* map, const void* key) {
  const struct lab_pointer_slot* slot = slot_of(map, key);
  return slot->key == NULL ? NULL : &slot->value;
}
