#pragma once

#include <Python.h>

#include "bindings/internals/snapshot.h"
#include "lab/record/value.h"

// The parts of a structure record (object_structure.h), read while nothing else runs.

namespace lab::bindings {

/// Appends what stands behind type, class and address. @throws std::bad_alloc
void append_contents(record::Map& map, PyObject* object, const lab_structure& kind);

/// The fields of the object itself, by offset. @throws std::bad_alloc
record::List layout_rows(PyObject* object);

/// The name of the object's type, cut to 200 bytes, valid UTF-8. @throws std::bad_alloc
std::string type_text(PyObject* object);

}  // namespace lab::bindings
