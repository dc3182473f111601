// PyDictObject and its keys object.  (Include/cpython/dictobject.h, Include/internal/pycore_dict.h,
// Objects/dictobject.c)
//
//   0       16        24               32        40          48
//   │ head  │ ma_used │ ma_version_tag │ ma_keys │ ma_values │     3.11 – 3.13
//   │ head  │ ma_used │ _ma_watcher_tag│ ma_keys │ ma_values │     3.14, 3.15: no version tag
//                                          │         └► split tables: one value per shared key
//                                          ▼
//   struct _dictkeysobject, one block (3.11 – 3.15):
//   0           8           9            10     11  12          16          24           32
//   │ dk_refcnt │ log2_size │ log2_index │ kind │ · │ dk_version │ dk_usable │ dk_nentries │…
//                             _bytes
//   …│ dk_indices[1 << log2_size], 1, 2, 4 or 8 bytes each │ dk_entries[2/3 of the slots] │
//        sparse: a hash finds its slot here                  dense, in order of insertion
//
//   kind 0 general   entry {hash, key, value}, 24 bytes
//   kind 1 unicode   entry {key, value}, 16 bytes: each key is an exact str, which keeps its hash
//   kind 2 split     unicode entries shared by the instances of a class; values in ma_values
//
// An index is -1 where a slot is free and -2 where its entry was deleted (dummy: a look-up goes
// on). The keys of all empty dicts are one shared object of one slot without room: its dk_refcnt
// reads 101 or so on 3.11, 4294967295 on 3.12 and 3.13, the smallest int64 from 3.14 on (immortal).
//
//   struct _dictvalues   3.11, 3.12: values[], with its size in bytes before it
//                        3.13+: {capacity, size, embedded, valid, values[]}, often inside the
//                        instance itself
// A free-threaded build puts dk_mutex in byte 11.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_dict.h"  // struct _dictkeysobject, PyDictUnicodeEntry, struct _dictvalues

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/dict.h"

// When one of these fails, the table is laid out anew: correct the drawing, then the readers below
// and the dict rows of layout.c.
static_assert(offsetof(PyDictObject, ma_keys) == 32, "ma_keys is the fifth word");
static_assert(offsetof(struct _dictkeysobject, dk_indices) == 32, "the indices follow 32 bytes");
static_assert(sizeof(PyDictKeyEntry) == 24, "a general entry is three words");
static_assert(sizeof(PyDictUnicodeEntry) == 16, "a unicode entry is two words");
static_assert((int)kLabDictGeneral == DICT_KEYS_GENERAL, "the kinds keep their numbers");
static_assert((int)kLabDictUnicode == DICT_KEYS_UNICODE, "the kinds keep their numbers");
static_assert((int)kLabDictSplit == DICT_KEYS_SPLIT, "the kinds keep their numbers");

struct lab_dict_layout lab_dict_read(PyObject* dict) {
  const PyDictObject* fields = (const PyDictObject*)dict;
  const struct _dictkeysobject* keys = fields->ma_keys;
  return (struct lab_dict_layout) {
    .keys = (uint64_t)(uintptr_t)keys, .values = (uint64_t)(uintptr_t)fields->ma_values,
    .kind = keys->dk_kind, .log2_size = keys->dk_log2_size,
    .log2_index_bytes = keys->dk_log2_index_bytes, .usable = keys->dk_usable,
    .nentries = keys->dk_nentries, .used = fields->ma_used, .version = keys->dk_version,
#if PY_VERSION_HEX >= 0x030E0000
    .version_tag = {0, "no ma_version_tag from 3.14"},
#else
    .version_tag = {(int64_t)fields->ma_version_tag, NULL},
#endif
    .keys_refcount = keys->dk_refcnt,
  };
}

// The width follows from the number of slots, not from dk_log2_index_bytes: the shared empty keys
// of 3.13.0 have one slot and state no bytes at all.
int64_t lab_dict_index(PyObject* dict, uint64_t slot) {
  const struct _dictkeysobject* keys = ((const PyDictObject*)dict)->ma_keys;
  const int log2_size = keys->dk_log2_size;
  assert(slot < UINT64_C(1) << log2_size);
  if (log2_size < 8) return ((const int8_t*)keys->dk_indices)[slot];
  if (log2_size < 16) return ((const int16_t*)keys->dk_indices)[slot];
  if (log2_size < 32) return ((const int32_t*)keys->dk_indices)[slot];
  return ((const int64_t*)keys->dk_indices)[slot];
}

struct lab_dict_entry lab_dict_entry_read(PyObject* dict, int64_t number) {
  const PyDictObject* fields = (const PyDictObject*)dict;
  PyDictKeysObject* keys = fields->ma_keys;
  if (keys->dk_kind == DICT_KEYS_GENERAL) {
    const PyDictKeyEntry* entry = &DK_ENTRIES(keys)[number];
    return (struct lab_dict_entry){(int64_t)entry->me_hash, entry->me_key, entry->me_value};
  }
  const PyDictUnicodeEntry* entry = &DK_UNICODE_ENTRIES(keys)[number];
  PyObject* value = entry->me_value;
  if (fields->ma_values != NULL) value = fields->ma_values->values[number];
  const int64_t hash = entry->me_key == NULL ? -1 : (int64_t)((PyASCIIObject*)entry->me_key)->hash;
  return (struct lab_dict_entry){hash, entry->me_key, value};
}
