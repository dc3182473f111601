#pragma once

#include <Python.h>

namespace lab::host {

/// Initialises CPython as its own `python` would with this command line. An exit status (after
/// `--version`, say) or an error is in the result, for PyStatus_IsExit and PyStatus_IsError.
PyStatus initialize_python(int argc, char** argv);

}  // namespace lab::host
