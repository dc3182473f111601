#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/pointer_map.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Counts the objects of the generations 0 to 2 by type, as gc.get_objects() would list them:
/// address of the PyTypeObject → number of objects. The types are borrowed: nothing may be
/// allocated through Python until their names are read. The caller frees the map.
/// @returns false when memory is out; the map is then freed already.
bool lab_census(struct lab_pointer_map* types);

#ifdef __cplusplus
}
#endif
