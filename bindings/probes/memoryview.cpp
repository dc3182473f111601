#include "bindings/internals/memoryview.h"

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kMemoryviewDoc =
    "Probes for memoryview: PyMemoryViewObject and _PyManagedBufferObject, "
    "Objects/memoryobject.c,\n"
    "Include/cpython/memoryobject.h (in 3.11 Include/memoryobject.h).";

py::list flags_of_view(int bits) {
  py::list names;
  for (const lab_memoryview_flag* flag = lab_memoryview_flags(); flag->name != nullptr; ++flag) {
    if ((bits & flag->bit) != 0) names.append(flag->name);
  }
  return names;
}

py::list numbers(const std::int64_t* begin, int count) {
  py::list list;
  for (int i = 0; i < count; ++i)
    list.append(begin[i]);
  return list;
}

py::object managed_of(const lab_memoryview_layout& view) {
  if (view.released) return py::none();
  return py::dict("address"_a = make_address(view.managed), "exports"_a = view.managed_exports,
                  "object"_a = view.owner == 0 ? py::object(py::none()) : make_address(view.owner));
}

py::dict memoryview_layout(const py::object& object) {
  require_type(PyMemoryView_Check(object.ptr()), "lab.memoryview.layout", "memoryview", object);
  const lab_memoryview_layout view = lab_memoryview_read(object.ptr());
  py::dict layout("released"_a = view.released, "flags"_a = flags_of_view(view.flags),
                  "exports"_a = view.exports,
                  "hash"_a = view.hash == -1 ? py::object(py::none()) : py::int_(view.hash),
                  "managed"_a = managed_of(view));
  if (view.released) return layout;
  layout["buffer"] = make_address(view.buffer);
  layout["length"] = view.length;
  layout["itemsize"] = view.itemsize;
  layout["format"] = view.format == nullptr ? "B" : view.format;
  layout["readonly"] = view.readonly;
  layout["shape"] = numbers(view.shape, view.dimensions);
  layout["strides"] = numbers(view.strides, view.dimensions);
  layout["suboffsets"] = view.has_suboffsets;
  return layout;
}

}  // namespace

void define_memoryview(py::module_& lab) {
  py::module_ module = lab.def_submodule("memoryview", kMemoryviewDoc);
  module.def(
      "layout", memoryview_layout,
      "layout(object, /)\n--\n\n"
      "Released, flags (names), exports (views taken of this one by C code), hash (None until it "
      "is\n"
      "computed) and managed, the buffer that all views of one export share: address, exports "
      "(how\n"
      "many views), object (address of what they look at). While it is not released also buffer\n"
      "(address of the first byte), length (bytes), itemsize, format, readonly, shape, strides "
      "and\n"
      "suboffsets (whether it has any). Raises TypeError for other types. Objects/memoryobject.c,\n"
      "PyMemoryViewObject.");
}

}  // namespace lab::bindings
