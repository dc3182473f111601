#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

// A dict's table in memory of ours, and the events that turn one into another: what the snapshots
// of dict, OrderedDict, instances and types are made of.

enum { kLabKeptTexts = 4096 };  ///< entries of which the key's text is kept, for when it is dead

struct lab_dict_copy {
  const void* keys;    ///< where the table was; never followed
  const void* values;  ///< of a split table
  uint64_t tag;        ///< ma_version_tag; 0 where there is none
  int kind;            ///< enum lab_dict_kind
  int log2_size;
  int64_t used;
  int64_t usable;
  int64_t nentries;
  char* block;          ///< dk_indices and the entries in use, as they lie in the keys object
  size_t block_room;    ///< bytes
  size_t index_bytes;   ///< of dk_indices; the entries follow
  PyObject* split[32];  ///< ma_values of a split table, as many as nentries
  char (*texts)[kLabKeyText];
  int64_t texts_room;
  int64_t expected_hash;  ///< of a key that is about to be changed
  bool expects;
  bool dirty;  ///< something was announced since the last comparison
};

/// @returns false when memory is out
bool lab_dict_copy_take(PyObject* dict, struct lab_dict_copy* copy);
void lab_dict_copy_free(struct lab_dict_copy* copy);
bool lab_dict_copy_same(PyObject* dict, const struct lab_dict_copy* copy);
/// @returns false when memory is out
bool lab_dict_copy_compare(PyObject* dict, struct lab_dict_copy* copy, lab_change_sink sink,
                           void* to);
/// Takes over one slot and one entry, and all that is no table. There is room for the entry.
void lab_dict_copy_patch(PyObject* dict, struct lab_dict_copy* copy, int64_t slot, int64_t entry);
void lab_dict_copy_expect(struct lab_dict_copy* copy, PyObject* key);

struct lab_copied_entry {
  PyObject* key;  ///< borrowed; of an old copy it may be dead
  PyObject* value;
  int64_t hash;  ///< read from the entry of a general table, otherwise 0
};
struct lab_copied_entry lab_dict_copy_entry(const struct lab_dict_copy* copy, int64_t number);
int64_t lab_dict_copy_index(const struct lab_dict_copy* copy, uint64_t slot);
/// The hash of a key of this copy, which must be alive.
int64_t lab_dict_copy_hash(const struct lab_dict_copy* copy, int64_t number);
/// The text of an entry's key; null when it was not kept.
const char* lab_dict_copy_text(const struct lab_dict_copy* copy, int64_t number);

#ifdef __cplusplus
}
#endif
