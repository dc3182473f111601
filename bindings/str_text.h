#pragma once

#include <Python.h>

#include <string_view>

namespace lab::bindings {

/// The text that a str keeps within itself, as long as it lives; empty for what is no str, and where
/// it has no UTF-8 (a file name of stray bytes). No error is left set.
std::string_view str_text(PyObject* object) noexcept;

}  // namespace lab::bindings
