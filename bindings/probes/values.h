#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>

#include "bindings/internals/maybe.h"

namespace lab::bindings {

/// lab.Absent: a value that this CPython does not have.
struct Absent {
  std::string reason;
};

/// Makes lab.Absent and lab.Address.
void define_values(pybind11::module_& lab);

/// A lab.Address.
pybind11::object make_address(std::uint64_t address);
inline pybind11::object make_address(const void* address) {
  return make_address(reinterpret_cast<std::uintptr_t>(address));
}
bool is_address(PyObject* object) noexcept;

/// An int, or a lab.Absent with the reason.
pybind11::object make_number(const lab_maybe& number);

}  // namespace lab::bindings
