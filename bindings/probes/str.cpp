#include "bindings/internals/str.h"

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kStrDoc =
    "Probes for str: PyASCIIObject, PyCompactUnicodeObject and PyUnicodeObject,\n"
    "Include/cpython/unicodeobject.h, Objects/unicodeobject.c.";

const char* interned_name(int interned) {
  switch (interned) {
    case 0:
      return "no";
    case 1:
      return "mortal";
    case 2:
      return "immortal";
    case 3:
      return "static";
    default:
      return "unknown";
  }
}

py::object wstr_of(const lab_maybe& wstr) {
  if (wstr.absent != nullptr) return make_number(wstr);
  return make_address(static_cast<std::uint64_t>(wstr.value));
}

py::dict str_layout(const py::object& object) {
  require_type(PyUnicode_Check(object.ptr()), "lab.str.layout", "str", object);
  const lab_str_layout str = lab_str_read(object.ptr());
  return py::dict(
      "kind"_a = str.kind, "ascii"_a = str.ascii, "compact"_a = str.compact,
      "length"_a = str.length, "interned"_a = interned_name(str.interned),
      "hash"_a = str.hash == -1 ? py::object(py::none()) : py::int_(str.hash),
      "data"_a = make_address(str.data),
      "utf8"_a = str.utf8 == 0 ? py::object(py::none()) : make_address(str.utf8),
      "utf8_length"_a = str.utf8 == 0 ? py::object(py::none()) : py::int_(str.utf8_length),
      "wstr"_a = wstr_of(str.wstr));
}

}  // namespace

void define_str(py::module_& lab) {
  py::module_ module = lab.def_submodule("str", kStrDoc);
  module.def(
      "layout", str_layout,
      "layout(object, /)\n--\n\n"
      "Kind (1, 2 or 4 bytes a character), ascii, compact (the characters are in the same block),\n"
      "length, interned (\"no\", \"mortal\", \"immortal\", \"static\"), hash (None until it is "
      "computed), data\n"
      "(address of the characters), utf8 and utf8_length (address and bytes of the kept UTF-8 "
      "form,\n"
      "None without one; the characters themselves of an ASCII str), wstr (lab.Absent from 3.12).\n"
      "Raises TypeError for other types. Include/cpython/unicodeobject.h, PyASCIIObject.");
}

}  // namespace lab::bindings
