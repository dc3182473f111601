#pragma once

#include <Python.h>

#include <string>

namespace lab::bindings {

/// Appends a str as UTF-8. A lone surrogate, for which there is none, becomes the six characters
/// \udc80. Does not fill the str's own UTF-8 cache, as PyUnicode_AsUTF8 would: the str stays as it
/// is.
void append_utf8(PyObject* text, std::string& out);

}  // namespace lab::bindings
