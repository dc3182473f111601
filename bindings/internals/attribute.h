#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The attribute `name` (an interned str) where it is stored in the object itself: in a module, in
/// a class or its bases, in an instance's values, dict or slots. Borrowed; null when it is not
/// there. Runs no Python code, makes no object, leaves the error indicator alone.
PyObject* lab_stored_attribute(PyObject* object, PyObject* name);

/// The same for what an instance of a plain class keeps in its own values or its dict only. Needs no
/// current PyThreadState, only that nobody else runs Python code meanwhile.
PyObject* lab_instance_attribute(PyObject* object, PyObject* name);

/// Changes whenever the dict does, in 3.11. 0 from 3.12 on.
uint64_t lab_dict_version(PyObject* dict);

/// Called before the dict changes: `key` is about to refer to `value` (null: to nothing more). A
/// null key stands for all: the dict is about to have the content of the dict `value` (null: none).
typedef void (*lab_dict_change)(PyObject* key, PyObject* value);

/// Watches one dict from 3.12 on, for one caller at a time.
/// @returns false where it cannot be had: in 3.11, or when all watchers of CPython are taken
bool lab_dict_watch(PyObject* dict, lab_dict_change change);
void lab_dict_unwatch(PyObject* dict);

#ifdef __cplusplus
}
#endif
