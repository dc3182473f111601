#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*lab_stored_name)(PyObject* name, void* about);

/// Calls `visit` with each name that the instructions of a code object bind as a global: STORE_NAME
/// and STORE_GLOBAL. The names are borrowed. @returns false from 3.12, where nobody has to ask
bool lab_stored_names(PyCodeObject* code, lab_stored_name visit, void* about);

#ifdef __cplusplus
}
#endif
