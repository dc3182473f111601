#include "bindings/internals/sequence.h"

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kTupleDoc =
    "Probes for tuple: PyTupleObject, Include/cpython/tupleobject.h, Objects/tupleobject.c.";
constexpr const char* kBytearrayDoc =
    "Probes for bytearray: PyByteArrayObject, Include/cpython/bytearrayobject.h,\n"
    "Objects/bytearrayobject.c.";

py::object hash_of(const lab_maybe& hash) {
  if (hash.absent == nullptr && hash.value == -1) return py::none();
  return make_number(hash);
}

py::dict tuple_layout(const py::object& object) {
  require_type(PyTuple_Check(object.ptr()), "lab.tuple.layout", "tuple", object);
  const lab_tuple_layout tuple = lab_tuple_read(object.ptr());
  py::list items;
  for (std::int64_t i = 0; i < tuple.size; ++i)
    items.append(make_address(PyTuple_GET_ITEM(object.ptr(), i)));  // items of a tuple stay
  return py::dict("size"_a = tuple.size, "at"_a = make_address(tuple.items), "items"_a = items,
                  "hash"_a = hash_of(tuple.hash));
}

py::dict bytearray_layout(const py::object& object) {
  require_type(PyByteArray_Check(object.ptr()), "lab.bytearray.layout", "bytearray", object);
  const lab_bytearray_layout bytes = lab_bytearray_read(object.ptr());
  return py::dict("size"_a = bytes.size, "allocated"_a = bytes.allocated,
                  "bytes"_a = make_address(bytes.bytes), "start"_a = make_address(bytes.start),
                  "offset"_a = bytes.start - bytes.bytes, "exports"_a = bytes.exports);
}

}  // namespace

void define_tuple(py::module_& lab) {
  py::module_ module = lab.def_submodule("tuple", kTupleDoc);
  module.def("layout", tuple_layout,
             "layout(object, /)\n--\n\n"
             "Size, at (address of the item slots, inside the tuple), items (an address each) and\n"
             "hash (what hash() left there, None before; lab.Absent before 3.14). Raises TypeError "
             "for\n"
             "other types. Include/cpython/tupleobject.h, PyTupleObject.");
}

void define_bytearray(py::module_& lab) {
  py::module_ module = lab.def_submodule("bytearray", kBytearrayDoc);
  module.def(
      "layout", bytearray_layout,
      "layout(object, /)\n--\n\n"
      "Size, allocated (bytes of the block; the ending NUL counts up to 3.14), bytes (address of "
      "the\n"
      "block), start (address of the contents), offset (bytes consumed at the front) and exports\n"
      "(views that forbid to resize). Raises TypeError for other types.\n"
      "Include/cpython/bytearrayobject.h, PyByteArrayObject.");
}

}  // namespace lab::bindings
