#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One object of the set that is examined.
struct lab_gc_account {
  PyObject* object;   ///< in: borrowed
  int64_t taken_off;  ///< in: references that the caller does not want counted
  int64_t refcount;   ///< out: ob_refcnt less `taken_off`; the field as it stands when immortal
  int64_t internal;   ///< out: references from objects of the set
  int64_t left;       ///< out: refcount - internal
  bool reachable;     ///< out
};

/// Does for `accounts` what a collection does for a generation, without touching the objects. An
/// object must not appear twice. @returns false when memory is out.
bool lab_gc_reckon(struct lab_gc_account* accounts, size_t count);

/// Calls `visit` for each reference that the object holds, as the collector sees it.
void lab_gc_visit_references(PyObject* object, int (*visit)(PyObject*, void*), void* argument);

#ifdef __cplusplus
}
#endif
