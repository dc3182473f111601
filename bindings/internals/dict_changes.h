#pragma once

#include "bindings/internals/dict.h"
#include "bindings/internals/dict_copy.h"

// The parts of the comparison of a dict with its copy: dict_changes.c where the table is the one
// that was copied, dict_rebuilt.c where it is another.

struct lab_dict_differ {
  PyObject* dict;
  struct lab_dict_copy* copy;
  struct lab_dict_layout now;
  lab_change_sink sink;
  void* to;
  int64_t length;  ///< len(dict) as far as it has been told
};

/// A slot of the index table whose content has changed.
struct lab_slot_change {
  int64_t slot;
  int64_t before;
  int64_t after;
};
struct lab_slot_changes {
  struct lab_slot_change* items;
  size_t count;
  size_t room;
};
bool lab_slot_changes_add(struct lab_slot_changes* changes, struct lab_slot_change change);
/// Sorted by the entry that was in the slot, or by the one that is.
void lab_slot_changes_sort(struct lab_slot_changes* changes, bool by_before);

/// Tells one change of an entry. `at` may be null.
void lab_dict_tell(struct lab_dict_differ* differ, const char* change, const char* at, int64_t slot,
                   int64_t entry);
void lab_dict_tell_insert(struct lab_dict_differ* differ, PyObject* key, int64_t slot,
                          int64_t entry);
/// @param name "delete", or "unset" in a split table
void lab_dict_tell_delete(struct lab_dict_differ* differ, const char* name, int64_t slot,
                          int64_t entry);

/// @returns false when memory is out
bool lab_dict_compare_rebuilt(struct lab_dict_differ* differ);
