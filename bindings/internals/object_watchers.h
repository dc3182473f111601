#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Called before a change of a dict, with the key where one is concerned, and when a type has been
/// modified. Runs no Python code, leaves the error indicator alone.
typedef void (*lab_before_change)(PyObject* object, PyObject* key);
void lab_object_watchers_listen(lab_before_change listener);

/// Has CPython announce the changes of a dict or of a type.
/// @returns false where it cannot: another object, a version before 3.12, all eight watchers taken
bool lab_object_watchers_begin(PyObject* object);
void lab_object_watchers_end(PyObject* object);

#ifdef __cplusplus
}
#endif
