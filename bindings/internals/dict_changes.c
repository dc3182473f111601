// What has changed in a dict whose table is still the one that was copied.
//
//     insert   entry n is new, and a slot that was free (or dummy) holds n
//     delete   the key of entry n is gone; its slot becomes a dummy: an event of its own
//     update   the value of entry n is another object
//     in a split table:  insert and unset of this dict's value; share: the class has a new key
//
// From 3.12 CPython announces each change before it is made (object_watchers.c). The comparison
// then runs once for each, and knows the key: it looks along the key's probe path only. Before 3.12
// one comparison may see all that one instruction has done: the whole table is compared, O(n),
// except that in tables of more than 4096 entries an insertion is looked for first; an update of
// another key by the same instruction is then missed.

#include <Python.h>
#include <stdbool.h>

#include <stdlib.h>
#include <string.h>

#include "bindings/internals/dict_changes.h"

bool lab_slot_changes_add(struct lab_slot_changes* changes, struct lab_slot_change change) {
  if (changes->count == changes->room) {
    const size_t room = changes->room == 0 ? 16 : 2 * changes->room;
    struct lab_slot_change* items = realloc(changes->items, room * sizeof(*items));
    if (items == NULL) return false;
    changes->items = items;
    changes->room = room;
  }
  changes->items[changes->count++] = change;
  return true;
}

static int by_entry_before(const void* a, const void* b) {
  const int64_t x = ((const struct lab_slot_change*)a)->before;
  const int64_t y = ((const struct lab_slot_change*)b)->before;
  return (x > y) - (x < y);
}

static int by_entry_after(const void* a, const void* b) {
  const int64_t x = ((const struct lab_slot_change*)a)->after;
  const int64_t y = ((const struct lab_slot_change*)b)->after;
  return (x > y) - (x < y);
}

void lab_slot_changes_sort(struct lab_slot_changes* changes, bool by_before) {
  if (changes->count < 2) return;
  qsort(changes->items, changes->count, sizeof(*changes->items),
        by_before ? by_entry_before : by_entry_after);
}

void lab_dict_tell(struct lab_dict_differ* differ, const char* name, const char* at, int64_t slot,
                   int64_t entry) {
  const struct lab_change change = {.change = name, .at = at, .slot = slot, .entry = entry};
  differ->sink(differ->to, &change);
}

static void tell_length(struct lab_dict_differ* differ, const char* name, const char* at,
                        int64_t by, int64_t slot, int64_t entry) {
  const struct lab_change change = {.change = name,
                                    .at = at,
                                    .before = lab_is(differ->length),
                                    .after = lab_is(differ->length + by),
                                    .slot = slot,
                                    .entry = entry};
  differ->length += by;
  differ->sink(differ->to, &change);
}

void lab_dict_tell_insert(struct lab_dict_differ* differ, PyObject* key, int64_t slot,
                          int64_t entry) {
  char text[kLabKeyText];
  lab_key_text(key, text);
  tell_length(differ, "insert", text, 1, slot, entry);
}

void lab_dict_tell_delete(struct lab_dict_differ* differ, const char* name, int64_t slot,
                          int64_t entry) {
  tell_length(differ, name, lab_dict_copy_text(differ->copy, entry), -1, slot, entry);
}

// The new value is told where it is a number; the old one may be dead.
static void tell_update(struct lab_dict_differ* differ, PyObject* key, PyObject* value,
                        int64_t slot, int64_t entry) {
  char text[kLabKeyText];
  lab_key_text(key, text);
  struct lab_change change = {.change = "update", .at = text, .slot = slot, .entry = entry};
  if (PyLong_CheckExact(value)) {
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow == 0) change.after = lab_is(number);
  }
  differ->sink(differ->to, &change);
}

// The slot that holds an entry, on the probe path of a hash; kLabNoNumber when it is not there.
static int64_t find_slot(const struct lab_dict_differ* differ, int64_t hash, int64_t entry) {
  const uint64_t mask = (UINT64_C(1) << differ->now.log2_size) - 1;
  uint64_t perturb = (uint64_t)hash;
  uint64_t slot = perturb & mask;
  for (uint64_t left = mask + 16; left > 0; --left) {
    const int64_t index = lab_dict_index(differ->dict, slot);
    if (index == entry) return (int64_t)slot;
    if (index == kLabSlotFree) break;
    perturb >>= 5;
    slot = (slot * 5 + perturb + 1) & mask;
  }
  return kLabNoNumber;
}

static bool one_insertion(struct lab_dict_differ* differ) {
  const struct lab_dict_copy* copy = differ->copy;
  if (differ->now.kind == kLabDictSplit || differ->now.nentries != copy->nentries + 1) return false;
  if (differ->now.used != copy->used + 1) return false;
  if (!copy->expects && copy->nentries <= kLabKeptTexts) return false;
  const struct lab_dict_entry entry = lab_dict_entry_read(differ->dict, copy->nentries);
  if (entry.key == NULL) return false;
  const int64_t slot = find_slot(differ, entry.hash, copy->nentries);
  if (slot == kLabNoNumber) return false;
  lab_dict_tell_insert(differ, entry.key, slot, copy->nentries);
  lab_dict_copy_patch(differ->dict, differ->copy, slot, copy->nentries);
  return true;
}

static void tell_deleted(struct lab_dict_differ* differ, int64_t slot, int64_t entry) {
  lab_dict_tell_delete(differ, "delete", slot, entry);
  lab_dict_tell(differ, "dummy", lab_dict_copy_text(differ->copy, entry), slot, entry);
}

// One entry on the path of the announced key. @returns whether it has changed
static bool tell_entry(struct lab_dict_differ* differ, int64_t slot, int64_t number) {
  const struct lab_copied_entry then = lab_dict_copy_entry(differ->copy, number);
  const bool popped = number >= differ->now.nentries;
  const struct lab_dict_entry now =
      popped ? (struct lab_dict_entry){0} : lab_dict_entry_read(differ->dict, number);
  if (then.key == NULL || (then.key == now.key && then.value == now.value)) return false;
  if (now.key == NULL) {
    tell_deleted(differ, slot, number);
  } else if (now.key == then.key) {
    tell_update(differ, now.key, now.value, slot, number);
  } else {
    return false;
  }
  return true;
}

// @returns whether what was announced was found along the key's path, and was all
static bool announced_change(struct lab_dict_differ* differ) {
  const struct lab_dict_copy* copy = differ->copy;
  if (!copy->expects || differ->now.kind == kLabDictSplit) return false;
  if (differ->now.nentries > copy->nentries || differ->now.used > copy->used) return false;
  const uint64_t mask = (UINT64_C(1) << copy->log2_size) - 1;
  uint64_t perturb = (uint64_t)copy->expected_hash;
  uint64_t slot = perturb & mask;
  for (uint64_t left = mask + 16; left > 0; --left) {
    const int64_t index = lab_dict_copy_index(copy, slot);
    if (index == kLabSlotFree) break;
    if (index >= 0 && tell_entry(differ, (int64_t)slot, index)) {
      lab_dict_copy_patch(differ->dict, differ->copy, (int64_t)slot, index);
      return differ->length == differ->now.used;
    }
    perturb >>= 5;
    slot = (slot * 5 + perturb + 1) & mask;
  }
  return false;
}

// Whether an entry of the copy has become one of another key.
static bool entries_moved(const struct lab_dict_differ* differ) {
  const int64_t both =
      differ->now.nentries < differ->copy->nentries ? differ->now.nentries : differ->copy->nentries;
  for (int64_t i = 0; i < both; ++i) {
    const PyObject* then = lab_dict_copy_entry(differ->copy, i).key;
    const PyObject* now = lab_dict_entry_read(differ->dict, i).key;
    if (then != now && now != NULL) return true;
  }
  return false;
}

static bool collect_slots(const struct lab_dict_differ* differ, struct lab_slot_changes* changes) {
  const uint64_t slots = UINT64_C(1) << differ->now.log2_size;
  for (uint64_t slot = 0; slot < slots; ++slot) {
    const struct lab_slot_change change = {(int64_t)slot, lab_dict_copy_index(differ->copy, slot),
                                           lab_dict_index(differ->dict, slot)};
    if (change.before != change.after && !lab_slot_changes_add(changes, change)) return false;
  }
  return true;
}

static void tell_values(struct lab_dict_differ* differ) {
  const bool split = differ->now.kind == kLabDictSplit;
  const int64_t both =
      differ->now.nentries < differ->copy->nentries ? differ->now.nentries : differ->copy->nentries;
  for (int64_t i = 0; i < both; ++i) {
    const struct lab_copied_entry then = lab_dict_copy_entry(differ->copy, i);
    const struct lab_dict_entry now = lab_dict_entry_read(differ->dict, i);
    if (then.key != now.key || then.value == now.value || now.key == NULL) continue;
    const int64_t slot = find_slot(differ, now.hash, i);
    if (split && then.value == NULL) {
      lab_dict_tell_insert(differ, now.key, slot, i);
    } else if (split && now.value == NULL) {
      lab_dict_tell_delete(differ, "unset", slot, i);
    } else {
      tell_update(differ, now.key, now.value, slot, i);
    }
  }
}

static void tell_slots(struct lab_dict_differ* differ, struct lab_slot_changes* changes) {
  lab_slot_changes_sort(changes, true);
  for (size_t i = 0; i < changes->count; ++i) {
    const struct lab_slot_change* change = &changes->items[i];
    if (change->before >= 0) tell_deleted(differ, change->slot, change->before);
  }
  lab_slot_changes_sort(changes, false);
  for (size_t i = 0; i < changes->count; ++i) {
    const struct lab_slot_change* change = &changes->items[i];
    if (change->after < 0) continue;
    const struct lab_dict_entry entry = lab_dict_entry_read(differ->dict, change->after);
    if (entry.key == NULL) continue;
    if (differ->now.kind == kLabDictSplit && entry.value == NULL) {
      char text[kLabKeyText];
      lab_key_text(entry.key, text);
      lab_dict_tell(differ, "share", text, change->slot, change->after);
    } else {
      lab_dict_tell_insert(differ, entry.key, change->slot, change->after);
    }
  }
}

static bool compare_in_place(struct lab_dict_differ* differ) {
  if (one_insertion(differ) || announced_change(differ)) return true;
  struct lab_slot_changes changes = {0};
  const bool collected = collect_slots(differ, &changes);
  if (collected) {
    tell_values(differ);
    tell_slots(differ, &changes);
  }
  free(changes.items);
  return collected && lab_dict_copy_take(differ->dict, differ->copy);
}

bool lab_dict_copy_compare(PyObject* dict, struct lab_dict_copy* copy, lab_change_sink sink,
                           void* to) {
  struct lab_dict_differ differ = {dict, copy, lab_dict_read(dict), sink, to, copy->used};
  const bool same_table = (const void*)(uintptr_t)differ.now.keys == copy->keys &&
                          differ.now.kind == copy->kind && differ.now.log2_size == copy->log2_size;
  const bool one_more = differ.now.used == copy->used + 1;
  if (!same_table || (!copy->expects && !one_more && entries_moved(&differ))) {
    return lab_dict_compare_rebuilt(&differ);
  }
  return compare_in_place(&differ);
}
