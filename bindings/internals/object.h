#pragma once

#include <Python.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The field `ob_refcnt`, as it stands in memory.
int64_t lab_refcount_field(PyObject* object);

/// 1 or 0; absent before 3.12.
struct lab_maybe lab_immortal(PyObject* object);

/// How many references (0 or 1) the running call holds by which `argument` was passed to a C
/// function that takes it positionally. To be called from that C function itself.
int lab_argument_references(PyObject* argument);

/// Bytes of the object's own block from its address on: tp_basicsize and its items, without the GC
/// head and the pre-header before it and without blocks that it points to.
int64_t lab_object_size(PyObject* object);

#ifdef __cplusplus
}
#endif
