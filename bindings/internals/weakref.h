#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { kLabNoWeakrefs = -1 };

/// The length of the object's list of weak references, proxies included; kLabNoWeakrefs when its
/// type cannot have any. Lists longer than 2^24 are reported as 2^24.
int64_t lab_weakref_count(PyObject* object);

/// One entry of the list: a reference or a proxy.
struct lab_weakref {
  PyObject* reference;  ///< borrowed
  int64_t refcount;
  bool callback;
};
/// Reads at most `room` entries in order. @returns how many
int64_t lab_weakrefs_read(PyObject* object, struct lab_weakref* entries, int64_t room);

/// What a weak reference refers to, borrowed; null when it is dead.
PyObject* lab_weakref_target(PyObject* reference);

#ifdef __cplusplus
}
#endif
