#pragma once

#include <Python.h>

#include <string>

namespace lab::bindings {

/// Whether `source` (bytes or str) is what the file says, or a piece of it: such code does what Python's
/// own does.
bool is_source_on_disk(PyObject* source, const std::string& file);

/// In marshal.loads: whether importlib loads a compiled file of Python's, as it lies on the disk. The
/// file's name alone would be the word of who calls.
bool is_marshalled_on_disk();

}  // namespace lab::bindings
