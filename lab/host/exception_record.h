#pragma once

#include <Python.h>

namespace lab::host {

/// Writes an exception that nothing caught into the log: its type, its message, and where it was
/// raised (a SyntaxError: where the wrong source is). Leaves no exception set and raises none.
void record_exception(PyObject* value, PyObject* traceback) noexcept;

}  // namespace lab::host
