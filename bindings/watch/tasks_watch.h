#pragma once

#include <Python.h>

namespace lab::bindings {

/// To be told of each audit event `import` (its arguments), with the GIL held: a watch of tasks
/// waits for asyncio to be imported.
void import_begins(PyObject* arguments) noexcept;

}  // namespace lab::bindings
