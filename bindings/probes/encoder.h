#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <vector>

#include "lab/record/format.h"

namespace lab::bindings {

/// Turns a Python value into the bytes of an observation (lab/record/format.h, Tag), straight from
/// the objects: no record::Value in between.
class Encoder {
 public:
  /// @param most bytes that the result may have
  explicit Encoder(std::size_t most) : most_(most) {}

  /// @returns the encoded value
  /// @throws pybind11::type_error for a type that cannot be recorded, pybind11::value_error for a
  /// cycle, more than kMaxDepth levels or a value that is too large; both name the place within the
  /// value
  std::string encode(PyObject* value);

 private:
  /// One container on the way to the present value, and the place taken in it.
  struct Level {
    PyObject* container;
    Py_ssize_t index;  ///< of a list or tuple; -1: `key` counts
    PyObject* key;
  };

  void put(PyObject* value);
  void put_int(PyObject* value);
  void put_address(PyObject* value);
  void put_list(PyObject* value);
  void put_map(PyObject* value);
  void put_pairs(PyObject* value);
  void put_pair(PyObject* key, PyObject* value);
  void put_text(record::Tag tag, const std::string& text);
  void put_str(PyObject* value);
  void enter(PyObject* container, record::Tag tag, Py_ssize_t count);
  template <typename Number>
  void put_number(record::Tag tag, Number number);
  template <typename Number>
  void put_raw(Number number);
  void put_sized(const char* data, std::size_t size);

  std::string path(std::size_t levels) const;
  [[noreturn]] void refuse(const std::string& reason) const;
  void require_room(std::size_t size) const;

  std::size_t most_;
  std::uint32_t values_left_ = record::kMaxValues;
  std::string out_;
  std::vector<Level> levels_;
};

}  // namespace lab::bindings
