#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lab_dict_kind { kLabDictGeneral = 0, kLabDictUnicode = 1, kLabDictSplit = 2 };
enum { kLabSlotFree = -1, kLabSlotDummy = -2 };

struct lab_dict_layout {
  uint64_t keys;    ///< address of the keys object
  uint64_t values;  ///< address of a split table's values; 0 otherwise
  int kind;         ///< enum lab_dict_kind
  int log2_size;    ///< slots = 1 << log2_size
  int log2_index_bytes;
  int64_t usable;    ///< entries that may still be added
  int64_t nentries;  ///< entries in use, deleted ones included
  int64_t used;      ///< len(dict)
  uint32_t version;  ///< dk_version
  struct lab_maybe version_tag;
  int64_t keys_refcount;
};
/// @param dict an object of which PyDict_Check holds
struct lab_dict_layout lab_dict_read(PyObject* dict);

/// What a slot of the index table holds: an entry's number, kLabSlotFree or kLabSlotDummy.
/// @param slot less than 1 << log2_size
int64_t lab_dict_index(PyObject* dict, uint64_t slot);

/// An entry, its objects borrowed. `key` is null in an entry whose key was deleted, `value` in a
/// split table also where this dict has no value for a shared key.
struct lab_dict_entry {
  int64_t hash;
  PyObject* key;
  PyObject* value;
};
/// @param number less than nentries
struct lab_dict_entry lab_dict_entry_read(PyObject* dict, int64_t number);

#ifdef __cplusplus
}
#endif
