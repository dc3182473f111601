#include "bindings/probes/encoder.h"

#include <cstring>

#include "bindings/probes/text.h"
#include "bindings/probes/values.h"

namespace py = pybind11;

// Exact lists, tuples and dicts are read where they lie; nothing of Python runs meanwhile, so they
// cannot change under the walk. A subclass of dict may have an order of its own (OrderedDict has):
// its items() is asked. Other subclasses are read as what they derive from; an IntEnum member is an
// int.

namespace lab::bindings {

using record::Tag;

template <typename Number>
void Encoder::put_raw(Number number) {
  char bytes[sizeof(Number)];
  std::memcpy(bytes, &number, sizeof(Number));
  out_.append(bytes, sizeof(Number));
}

template <typename Number>
void Encoder::put_number(Tag tag, Number number) {
  out_.push_back(static_cast<char>(tag));
  put_raw(number);
}

void Encoder::put_sized(const char* data, std::size_t size) {
  require_room(size);
  put_raw(static_cast<std::uint32_t>(size));
  out_.append(data, size);
}

void Encoder::put_text(Tag tag, const std::string& text) {
  out_.push_back(static_cast<char>(tag));
  put_sized(text.data(), text.size());
}

void Encoder::put_str(PyObject* value) {
  require_room(static_cast<std::size_t>(PyUnicode_GET_LENGTH(value)));
  std::string text;
  append_utf8(value, text);
  put_sized(text.data(), text.size());
}

std::string Encoder::path(std::size_t levels) const {
  std::string text = "value";
  for (std::size_t i = 0; i < levels; ++i) {
    const Level& level = levels_[i];
    if (level.index >= 0) {
      text += "[" + std::to_string(level.index) + "]";
    } else {
      text += "['";
      append_utf8(level.key, text);
      text += "']";
    }
  }
  return text;
}

void Encoder::refuse(const std::string& reason) const {
  throw py::value_error("lab.observe(): " + path(levels_.size()) + " " + reason);
}

void Encoder::require_room(std::size_t size) const {
  if (size > most_ || out_.size() > most_ - size) {
    throw py::value_error(
        "lab.observe(): value takes more than 16 MiB; observe a part of it, or a count");
  }
}

void Encoder::put_int(PyObject* value) {
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
  if (overflow == 0) return put_number(Tag::int64, static_cast<std::int64_t>(number));
  if (overflow > 0) {
    const unsigned long long positive = PyLong_AsUnsignedLongLong(value);
    if (PyErr_Occurred() == nullptr) return put_number(Tag::uint64, std::uint64_t{positive});
    PyErr_Clear();
  }
  auto decimal = py::reinterpret_steal<py::object>(PyNumber_ToBase(value, 10));
  if (!decimal) {
    PyErr_Clear();
    refuse("has more digits than sys.get_int_max_str_digits() allows; observe its bit_length()");
  }
  std::string digits;
  append_utf8(decimal.ptr(), digits);
  put_text(Tag::big_int, digits);
}

void Encoder::put_address(PyObject* value) {
  const unsigned long long address = PyLong_AsUnsignedLongLong(value);
  if (PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    refuse("is a lab.Address that is no 64-bit address");
  }
  put_number(Tag::address, std::uint64_t{address});
}

/// Opens a container; the caller pops its level.
void Encoder::enter(PyObject* container, Tag tag, Py_ssize_t count) {
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    if (levels_[i].container == container) {
      refuse("is " + path(i) + " itself: a cycle cannot be recorded");
    }
  }
  if (levels_.size() >= static_cast<std::size_t>(record::kMaxDepth)) {
    refuse("is nested more than " + std::to_string(record::kMaxDepth) + " deep");
  }
  if (static_cast<std::size_t>(count) > values_left_) {
    refuse("brings the values to more than " + std::to_string(record::kMaxValues) +
           "; observe a part of it, or a count");
  }
  require_room(static_cast<std::size_t>(count));
  values_left_ -= static_cast<std::uint32_t>(count);
  levels_.push_back({container, 0, nullptr});
  put_number(tag, static_cast<std::uint32_t>(count));
}

void Encoder::put_list(PyObject* value) {
  const bool list = PyList_Check(value);
  const Py_ssize_t count = list ? PyList_GET_SIZE(value) : PyTuple_GET_SIZE(value);
  enter(value, Tag::list, count);
  for (Py_ssize_t i = 0; i < count; ++i) {
    levels_.back().index = i;
    put(list ? PyList_GET_ITEM(value, i) : PyTuple_GET_ITEM(value, i));
  }
  levels_.pop_back();
}

void Encoder::put_pair(PyObject* key, PyObject* value) {
  if (!PyUnicode_Check(key)) {
    const std::string type = Py_TYPE(key)->tp_name;
    throw py::type_error("lab.observe(): " + path(levels_.size() - 1) + " has a key of type " +
                         type + "; only str keys can be recorded");
  }
  levels_.back().index = -1;
  levels_.back().key = key;
  put_str(key);
  put(value);
}

void Encoder::put_pairs(PyObject* value) {
  auto items = py::reinterpret_steal<py::object>(PyMapping_Items(value));
  if (!items) throw py::error_already_set();
  enter(value, Tag::map, PyList_GET_SIZE(items.ptr()));
  for (py::handle item : py::reinterpret_borrow<py::list>(items)) {
    if (!PyTuple_Check(item.ptr()) || PyTuple_GET_SIZE(item.ptr()) != 2) {
      throw py::type_error("lab.observe(): " + path(levels_.size() - 1) +
                           " has an items() that does not give pairs");
    }
    put_pair(PyTuple_GET_ITEM(item.ptr(), 0), PyTuple_GET_ITEM(item.ptr(), 1));
  }
  levels_.pop_back();
}

void Encoder::put_map(PyObject* value) {
  if (!PyDict_CheckExact(value)) return put_pairs(value);
  enter(value, Tag::map, PyDict_GET_SIZE(value));
  Py_ssize_t at = 0;
  PyObject* key = nullptr;
  PyObject* item = nullptr;
  while (PyDict_Next(value, &at, &key, &item) != 0)
    put_pair(key, item);
  levels_.pop_back();
}

void Encoder::put(PyObject* value) {
  require_room(16);
  if (value == Py_None) return out_.push_back(static_cast<char>(Tag::none));
  if (value == Py_True) return out_.push_back(static_cast<char>(Tag::boolean_true));
  if (value == Py_False) return out_.push_back(static_cast<char>(Tag::boolean_false));
  if (is_address(value)) return put_address(value);
  if (PyLong_Check(value)) return put_int(value);
  if (PyFloat_Check(value)) return put_number(Tag::real, PyFloat_AS_DOUBLE(value));
  if (PyUnicode_Check(value)) {
    out_.push_back(static_cast<char>(Tag::text));
    return put_str(value);
  }
  if (PyBytes_Check(value)) {
    out_.push_back(static_cast<char>(Tag::bytes));
    return put_sized(PyBytes_AS_STRING(value), static_cast<std::size_t>(PyBytes_GET_SIZE(value)));
  }
  if (PyList_Check(value) || PyTuple_Check(value)) return put_list(value);
  if (PyDict_Check(value)) return put_map(value);
  if (py::isinstance<Absent>(value)) {
    return put_text(Tag::absent, py::handle(value).cast<const Absent&>().reason);
  }
  throw py::type_error(
      "lab.observe(): " + path(levels_.size()) + " is of type " + Py_TYPE(value)->tp_name +
      "; only None, bool, int, float, str, bytes, lab.Absent, lab.Address, and lists, "
      "tuples and dicts of them can be recorded");
}

std::string Encoder::encode(PyObject* value) {
  out_.clear();
  levels_.clear();
  values_left_ = record::kMaxValues;
  put(value);
  return std::move(out_);
}

}  // namespace lab::bindings
