#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>

// The probes of one built-in type or part of the runtime each. Every one makes its own submodule of
// `lab`; define_structures (probes.h) calls them all.

namespace lab::bindings {

void define_pymalloc(pybind11::module_& lab);
void define_int(pybind11::module_& lab);
void define_str(pybind11::module_& lab);
void define_tuple(pybind11::module_& lab);
void define_bytearray(pybind11::module_& lab);
void define_set(pybind11::module_& lab);
void define_ordereddict(pybind11::module_& lab);
void define_deque(pybind11::module_& lab);
void define_type(pybind11::module_& lab);
void define_weakref(pybind11::module_& lab);
void define_memoryview(pybind11::module_& lab);
void define_lru_cache(pybind11::module_& lab);
void define_code(pybind11::module_& lab);
void define_generator(pybind11::module_& lab);
void define_frame(pybind11::module_& lab);
void define_gil(pybind11::module_& lab);

}  // namespace lab::bindings
