// What has changed in a dict that has another table than the copy: resized, converted, cleared.
//
// The order of the events is one in which it can have happened:
//
//     delete …             entries of the old table that are in the new one no more
//     split-to-combined, unicode-to-general
//     resize               the slots before and after. The entries that are left close up
//                          in their order, and each finds its slot anew: that is what CPython does,
//                          and what a reader of the events has to do
//     move, dummy, free    where the table is yet another one, because one instruction did more
//                          than this: a slot that holds another entry, a dummy, nothing
//     insert …             new entries, each with its slot
//
// The table after "resize" is built here as well, so that what is different is exactly what is
// told.

#include <Python.h>
#include <stdbool.h>

#include <stdlib.h>
#include <string.h>

#include "bindings/internals/dict_changes.h"

struct rebuilt {
  struct lab_dict_copy fresh;
  int64_t* new_of_old;  // entry of the fresh table; -1: deleted
  int64_t* rank;        // of a fresh entry: its number after closing up; -1: it is new
  int64_t* slots;       // the index table after closing up
};

static bool is_live(const struct lab_copied_entry* entry) {
  return entry->key != NULL && entry->value != NULL;
}

static int64_t find_key(const struct lab_dict_copy* copy, const PyObject* key, int64_t from) {
  for (int64_t i = from; i < copy->nentries; ++i) {
    const struct lab_copied_entry entry = lab_dict_copy_entry(copy, i);
    if (entry.key == key && is_live(&entry)) return i;
  }
  return -1;
}

// Survivors keep their order, and what is new comes behind them: one walk along both. A split table
// gives its entries in the order in which this dict got them, which is another one.
static void match_entries(const struct lab_dict_copy* old, struct rebuilt* rebuilt) {
  const bool split = old->kind == kLabDictSplit;
  int64_t from = 0;
  for (int64_t i = 0; i < rebuilt->fresh.nentries; ++i) {
    const PyObject* key = lab_dict_copy_entry(&rebuilt->fresh, i).key;
    if (key == NULL) continue;
    const int64_t found = find_key(old, key, split ? 0 : from);
    if (found < 0 && !split) return;
    if (found < 0 || rebuilt->new_of_old[found] >= 0) continue;
    rebuilt->new_of_old[found] = i;
    from = found + 1;
  }
}

static void close_up(const struct lab_dict_copy* old, struct rebuilt* rebuilt) {
  const struct lab_dict_copy* fresh = &rebuilt->fresh;
  const uint64_t mask = (UINT64_C(1) << fresh->log2_size) - 1;
  for (uint64_t slot = 0; slot <= mask; ++slot)
    rebuilt->slots[slot] = kLabSlotFree;
  int64_t rank = 0;
  for (int64_t i = 0; i < old->nentries; ++i) {
    const int64_t number = rebuilt->new_of_old[i];
    if (number < 0) continue;
    uint64_t perturb = (uint64_t)lab_dict_copy_hash(fresh, number);
    uint64_t slot = perturb & mask;
    while (rebuilt->slots[slot] != kLabSlotFree) {
      perturb >>= 5;
      slot = (slot * 5 + perturb + 1) & mask;
    }
    rebuilt->slots[slot] = rank;
    rebuilt->rank[number] = rank++;
  }
}

static void tell_deletions(struct lab_dict_differ* differ, const struct rebuilt* rebuilt) {
  for (int64_t i = 0; i < differ->copy->nentries; ++i) {
    const struct lab_copied_entry entry = lab_dict_copy_entry(differ->copy, i);
    if (is_live(&entry) && rebuilt->new_of_old[i] < 0) {
      lab_dict_tell_delete(differ, "delete", kLabNoNumber, i);
    }
  }
}

static void tell_table(struct lab_dict_differ* differ, const struct lab_dict_copy* fresh) {
  const struct lab_dict_copy* old = differ->copy;
  if (old->kind == kLabDictSplit && fresh->kind != kLabDictSplit) {
    lab_dict_tell(differ, "split-to-combined", NULL, kLabNoNumber, kLabNoNumber);
  }
  if (old->kind != kLabDictGeneral && fresh->kind == kLabDictGeneral && old->log2_size > 0) {
    lab_dict_tell(differ, "unicode-to-general", NULL, kLabNoNumber, kLabNoNumber);
  }
  const struct lab_change resize = {.change = "resize",
                                    .before = lab_is(INT64_C(1) << old->log2_size),
                                    .after = lab_is(INT64_C(1) << fresh->log2_size),
                                    .slot = kLabNoNumber,
                                    .entry = kLabNoNumber};
  differ->sink(differ->to, &resize);
}

static void tell_misplaced(struct lab_dict_differ* differ, const struct rebuilt* rebuilt,
                           int64_t slot, int64_t index) {
  if (index == kLabSlotDummy) return lab_dict_tell(differ, "dummy", NULL, slot, kLabNoNumber);
  if (index == kLabSlotFree) return lab_dict_tell(differ, "free", NULL, slot, kLabNoNumber);
  char text[kLabKeyText];
  lab_key_text(lab_dict_copy_entry(&rebuilt->fresh, index).key, text);
  lab_dict_tell(differ, "move", text, slot, index);
}

// Tells of the slots that closing up leaves otherwise, and collects those of new entries.
static bool tell_moves(struct lab_dict_differ* differ, const struct rebuilt* rebuilt,
                       struct lab_slot_changes* inserted) {
  const struct lab_dict_copy* fresh = &rebuilt->fresh;
  const int64_t slots = INT64_C(1) << fresh->log2_size;
  for (int64_t slot = 0; slot < slots; ++slot) {
    const int64_t index = lab_dict_copy_index(fresh, (uint64_t)slot);
    if (index >= 0 && rebuilt->rank[index] < 0) {
      const struct lab_slot_change change = {slot, rebuilt->slots[slot], index};
      if (!lab_slot_changes_add(inserted, change)) return false;
    } else if (index != rebuilt->slots[slot] || (index >= 0 && rebuilt->rank[index] != index)) {
      tell_misplaced(differ, rebuilt, slot, index);
    }
  }
  return true;
}

static bool tell_insertions(struct lab_dict_differ* differ, const struct rebuilt* rebuilt) {
  struct lab_slot_changes inserted = {0};
  const bool told = tell_moves(differ, rebuilt, &inserted);
  lab_slot_changes_sort(&inserted, false);
  for (size_t i = 0; told && i < inserted.count; ++i) {
    const struct lab_slot_change* change = &inserted.items[i];
    const struct lab_copied_entry entry = lab_dict_copy_entry(&rebuilt->fresh, change->after);
    if (entry.value == NULL) {  // the class shares the key, this dict has no value for it
      lab_dict_tell(differ, "share", NULL, change->slot, change->after);
    } else {
      lab_dict_tell_insert(differ, entry.key, change->slot, change->after);
    }
  }
  free(inserted.items);
  return told;
}

static bool allocate(const struct lab_dict_copy* old, struct rebuilt* rebuilt) {
  const size_t before = (size_t)old->nentries + 1;
  const size_t after = (size_t)rebuilt->fresh.nentries + 1;
  rebuilt->new_of_old = malloc(before * sizeof(int64_t));
  rebuilt->rank = malloc(after * sizeof(int64_t));
  rebuilt->slots = malloc(sizeof(int64_t) << rebuilt->fresh.log2_size);
  if (rebuilt->new_of_old == NULL || rebuilt->rank == NULL || rebuilt->slots == NULL) return false;
  memset(rebuilt->new_of_old, 0xff, before * sizeof(int64_t));
  memset(rebuilt->rank, 0xff, after * sizeof(int64_t));
  return true;
}

static bool tell_rebuilt(struct lab_dict_differ* differ, struct rebuilt* rebuilt) {
  const struct lab_dict_copy* fresh = &rebuilt->fresh;
  if (fresh->log2_size == 0 && fresh->nentries == 0) {
    const struct lab_change clear = {.change = "clear",
                                     .before = lab_is(differ->copy->used),
                                     .after = lab_is(0),
                                     .slot = kLabNoNumber,
                                     .entry = kLabNoNumber};
    differ->sink(differ->to, &clear);
    return true;
  }
  if (!allocate(differ->copy, rebuilt)) return false;
  match_entries(differ->copy, rebuilt);
  close_up(differ->copy, rebuilt);
  tell_deletions(differ, rebuilt);
  tell_table(differ, fresh);
  return tell_insertions(differ, rebuilt);
}

bool lab_dict_compare_rebuilt(struct lab_dict_differ* differ) {
  struct rebuilt rebuilt = {0};
  bool told = lab_dict_copy_take(differ->dict, &rebuilt.fresh);
  if (told) told = tell_rebuilt(differ, &rebuilt);
  free(rebuilt.new_of_old);
  free(rebuilt.rank);
  free(rebuilt.slots);
  if (!told) {
    lab_dict_copy_free(&rebuilt.fresh);
    return false;
  }
  lab_dict_copy_free(differ->copy);
  *differ->copy = rebuilt.fresh;
  return true;
}
