#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Called with an object, before its memory is given back: from the tp_dealloc that is the last of
/// its type. Runs no Python code, leaves the error indicator alone.
typedef void (*lab_dealloc_listener)(PyObject* object);
/// One listener for all types; null: none.
void lab_dealloc_listen(lab_dealloc_listener listener);

/// From now on the listener hears of every object of the type of `object`, and of the types that
/// share its deallocator. @returns null, or why not, in static storage
const char* lab_dealloc_hook(PyObject* object);
/// Puts back every tp_dealloc that still is ours.
void lab_dealloc_unhook_all(void);

#ifdef __cplusplus
}
#endif
