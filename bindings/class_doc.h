#pragma once

#include <pybind11/pybind11.h>

namespace lab::bindings {

/// Gives a class of ours its docstring.
///
/// Not as an argument of py::class_: pybind11 before 2.13 copies that into memory of PyObject_Malloc,
/// which CPython 3.13 frees as PyMem_Malloc's (Objects/typeobject.c, type_dealloc). Under
/// PYTHONMALLOC=debug or -X dev that ends the program.
template <class Class>
void set_class_doc(Class& type, const char* text) {
  type.attr("__doc__") = text;
}

}  // namespace lab::bindings
