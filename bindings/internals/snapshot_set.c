// set as a watched object.  (Include/cpython/setobject.h)
//
//   3.11 – 3.15  │ head │ fill │ used │ mask │ table │ hash │ finger │ smalltable[8] │ weakreflist │
//                         used   len   slots   {key, hash} each; a small set's is within the set
//                         + dummies    - 1     key null: free; key `dummy`, hash -1: deleted
//
//   insert   at: the key, slot; len before → after
//   delete   the same; its slot becomes a dummy: an event of its own, with the dummies before → after
//   resize   the slots, before → after: the keys find their slots anew, the dummies are gone
//   clear    len before → 0
//
// "Nothing has changed" is fill, used, mask, table and finger, in O(1): an instruction that removes
// keys and puts as many others into a table rebuilt in the same memory would be missed. The text of
// a key is kept for tables of up to 4096 slots, for when it is deleted and dead.

#include <Python.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/internals/pointer_map.h"
#include "bindings/internals/snapshot.h"

enum { kKeptTexts = 4096 };

struct copy {
  int64_t fill, used, mask, finger;
  const setentry* table;  // where it was; never followed
  setentry* slots;
  char (*texts)[kLabKeyText];  // null for a large table
};

struct differ {
  const struct copy* then;
  const struct copy* now;
  lab_change_sink sink;
  void* to;
  int64_t length;
};

static bool fits(PyObject* object) {
  return PySet_Check(object);
}

static bool is_used(const setentry* slot) {
  return slot->key != NULL && slot->hash != -1;
}

static void drop(void* kept) {
  struct copy* copy = kept;
  free(copy->slots);
  free(copy->texts);
  free(copy);
}

static void* take(PyObject* object) {
  const PySetObject* set = (const PySetObject*)object;
  struct copy* copy = calloc(1, sizeof(*copy));
  if (copy == NULL) return NULL;
  const size_t slots = (size_t)set->mask + 1;
  *copy = (struct copy){set->fill, set->used, set->mask, set->finger, set->table, NULL, NULL};
  copy->slots = malloc(slots * sizeof(setentry));
  if (slots <= kKeptTexts) copy->texts = malloc(slots * kLabKeyText);
  if (copy->slots == NULL || (slots <= kKeptTexts && copy->texts == NULL)) {
    drop(copy);
    return NULL;
  }
  memcpy(copy->slots, set->table, slots * sizeof(setentry));
  for (size_t i = 0; copy->texts != NULL && i < slots; ++i) {
    if (is_used(&copy->slots[i])) lab_key_text(copy->slots[i].key, copy->texts[i]);
  }
  return copy;
}

static bool same(PyObject* object, const void* kept) {
  const PySetObject* set = (const PySetObject*)object;
  const struct copy* copy = kept;
  return set->fill == copy->fill && set->used == copy->used && set->mask == copy->mask &&
         set->table == copy->table && set->finger == copy->finger;
}

static void tell(const struct differ* differ, const char* name, const char* at, int64_t before,
                 int64_t after, int64_t slot) {
  const struct lab_change change = {.change = name,
                                    .at = at,
                                    .before = lab_is(before),
                                    .after = lab_is(after),
                                    .slot = slot,
                                    .entry = kLabNoNumber};
  differ->sink(differ->to, &change);
}

static void tell_insert(struct differ* differ, int64_t slot) {
  char text[kLabKeyText];
  lab_key_text(differ->now->slots[slot].key, text);
  tell(differ, "insert", text, differ->length, differ->length + 1, slot);
  ++differ->length;
}

static void tell_delete(struct differ* differ, int64_t slot) {
  const char* text = differ->then->texts == NULL ? NULL : differ->then->texts[slot];
  tell(differ, "delete", text, differ->length, differ->length - 1, slot);
  --differ->length;
}

static void compare_slots(struct differ* differ) {
  int64_t dummies = differ->then->fill - differ->then->used;
  for (int64_t i = 0; i <= differ->then->mask; ++i) {
    const setentry* then = &differ->then->slots[i];
    const setentry* now = &differ->now->slots[i];
    if (!is_used(then) || then->key == now->key) continue;
    tell_delete(differ, i);
    tell(differ, "dummy", differ->then->texts == NULL ? NULL : differ->then->texts[i], dummies,
         dummies + 1, i);
    ++dummies;
  }
  for (int64_t i = 0; i <= differ->now->mask; ++i) {
    const setentry* now = &differ->now->slots[i];
    if (is_used(now) && now->key != differ->then->slots[i].key) tell_insert(differ, i);
  }
}

static bool note_keys(const struct copy* copy, struct lab_pointer_map* keys) {
  if (!lab_pointer_map_init(keys, (size_t)copy->used)) return false;
  for (int64_t i = 0; i <= copy->mask; ++i) {
    if (!is_used(&copy->slots[i])) continue;
    uint64_t* found = lab_pointer_map_at(keys, copy->slots[i].key);
    if (found == NULL) return false;
    *found = 1;
  }
  return true;
}

static bool compare_rebuilt(struct differ* differ) {
  struct lab_pointer_map old = {0};
  struct lab_pointer_map fresh = {0};
  const bool noted = note_keys(differ->then, &old) && note_keys(differ->now, &fresh);
  for (int64_t i = 0; noted && i <= differ->then->mask; ++i) {
    const setentry* slot = &differ->then->slots[i];
    if (is_used(slot) && lab_pointer_map_find(&fresh, slot->key) == NULL) tell_delete(differ, i);
  }
  if (noted) {
    tell(differ, "resize", NULL, differ->then->mask + 1, differ->now->mask + 1, kLabNoNumber);
  }
  for (int64_t i = 0; noted && i <= differ->now->mask; ++i) {
    const setentry* slot = &differ->now->slots[i];
    if (is_used(slot) && lab_pointer_map_find(&old, slot->key) == NULL) tell_insert(differ, i);
  }
  lab_pointer_map_free(&old);
  lab_pointer_map_free(&fresh);
  return noted;
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* then = kept;
  struct copy* now = take(object);
  if (now == NULL) return kLabOutOfMemory;
  struct differ differ = {then, now, sink, to, then->used};
  bool compared = true;
  if (now->fill == 0 && then->fill > 0) {
    tell(&differ, "clear", NULL, then->used, 0, kLabNoNumber);
  } else if (then->table == now->table && then->mask == now->mask && now->fill >= then->fill) {
    compare_slots(&differ);
  } else {
    compared = compare_rebuilt(&differ);
  }
  const struct copy old = *then;
  *then = *now;
  *now = old;
  drop(now);
  return compared ? kLabCompared : kLabOutOfMemory;
}

const struct lab_structure kLabSet = {.name = "set",
                                      .fits = fits,
                                      .take = take,
                                      .same = same,
                                      .compare = compare,
                                      .drop = drop,
                                      .dies_whole = true};
