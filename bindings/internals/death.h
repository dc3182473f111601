#pragma once

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The start of the memory block that holds `object`: what is given back when it is deallocated.
void* lab_block_start(PyObject* object);

/// Why nobody would see this object's memory given back; null when it is seen.
const char* lab_unseen_death(PyObject* object);

/// The function that types which define __del__ in Python have as tp_finalize; null, with an
/// exception set, when it cannot be found. Makes a type and takes it apart again.
destructor lab_python_finalizer(void);

/// Calls each(context, callback) for the weak references to `object` that have a callback, in the
/// order in which they are called; each may put another callback there.
void lab_weakref_callbacks(PyObject* object, void (*each)(void* context, PyObject** callback),
                           void* context);

#ifdef __cplusplus
}
#endif
