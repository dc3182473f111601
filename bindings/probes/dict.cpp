#include "bindings/internals/dict.h"

#include "bindings/probes/probes.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

const char* kind_name(int kind) {
  switch (kind) {
    case kLabDictGeneral:
      return "general";
    case kLabDictUnicode:
      return "unicode";
    case kLabDictSplit:
      return "split";
    default:
      return "unknown";
  }
}

/// The index table as it was before the list for it was made: to make a list may run a collection,
/// and that may run anything.
py::list read_indices(PyObject* dict, int log2_size) {
  std::vector<std::int64_t> slots(std::size_t{1} << log2_size);
  for (std::size_t slot = 0; slot < slots.size(); ++slot)
    slots[slot] = lab_dict_index(dict, slot);
  py::list list(slots.size());
  for (std::size_t slot = 0; slot < slots.size(); ++slot)
    list[slot] = py::int_(slots[slot]);
  return list;
}

py::dict layout(const py::object& object) {
  require_type(PyDict_Check(object.ptr()), "lab.dict.layout", "dict", object);
  const lab_dict_layout dict = lab_dict_read(object.ptr());
  py::list indices = read_indices(object.ptr(), dict.log2_size);
  return py::dict(
      "kind"_a = kind_name(dict.kind), "log2_size"_a = dict.log2_size,
      "log2_index_bytes"_a = dict.log2_index_bytes, "usable"_a = dict.usable,
      "nentries"_a = dict.nentries, "used"_a = dict.used,
      "size"_a = std::int64_t{1} << dict.log2_size, "version"_a = dict.version,
      "version_tag"_a = make_number(dict.version_tag), "keys"_a = make_address(dict.keys),
      "keys_refcount"_a = dict.keys_refcount,
      "values"_a = dict.values == 0 ? py::object(py::none()) : make_address(dict.values),
      "indices"_a = indices);
}

py::list indices(const py::object& object) {
  require_type(PyDict_Check(object.ptr()), "lab.dict.indices", "dict", object);
  return read_indices(object.ptr(), lab_dict_read(object.ptr()).log2_size);
}

}  // namespace

void define_dict_probes(py::module_& dict) {
  dict.def(
      "layout", layout,
      "layout(object, /)\n--\n\n"
      "The keys object as it stands: kind (\"general\", \"unicode\" or \"split\"), log2_size,\n"
      "log2_index_bytes, usable, nentries, used, size (slots), version (dk_version), version_tag\n"
      "(ma_version_tag; lab.Absent from 3.14), keys (address), keys_refcount, values (address of "
      "a\n"
      "split table's values, else None) and indices (as lab.dict.indices). Raises TypeError for\n"
      "other types. Objects/dictobject.c, Include/internal/pycore_dict.h, struct _dictkeysobject.");
  dict.def(
      "indices", indices,
      "indices(object, /)\n--\n\n"
      "dk_indices: for each slot an entry's number, -1 for free, -2 for dummy (deleted). Raises\n"
      "TypeError for other types. Include/internal/pycore_dict.h, struct _dictkeysobject.");
}

}  // namespace lab::bindings
