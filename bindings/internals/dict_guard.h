#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Called before a change of a guarded dict is made. `key` is null where all of it changes at once.
/// Both are borrowed.
typedef void (*lab_guard_listener)(PyObject* dict, PyObject* key);

/// Begins to guard a dict. @returns whether the listener will be told of each change; if not (3.11),
/// lab_dict_version (attribute.h) tells that there was one.
bool lab_guard_dict(PyObject* dict, lab_guard_listener listener);

/// The dict of a type, borrowed.
PyObject* lab_type_dict(PyTypeObject* type);

#ifdef __cplusplus
}
#endif
