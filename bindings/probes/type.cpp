#include "bindings/internals/type.h"

#include <string>
#include <vector>

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kTypeDoc =
    "Probes for classes: PyTypeObject, Include/cpython/object.h, Objects/typeobject.c.";

py::list flags_of_type(std::uint64_t bits) {
  py::list names;
  for (const lab_type_flag* flag = lab_type_flags(); flag->name != nullptr; ++flag) {
    if ((bits & flag->bits) == flag->bits) names.append(flag->name);
  }
  return names;
}

std::string type_name(PyObject* type) {
  return PyType_Check(type) ? reinterpret_cast<PyTypeObject*>(type)->tp_name : "?";
}

py::list names_of_mro(PyObject* mro) {
  py::list names;
  if (mro == nullptr || !PyTuple_Check(mro)) return names;
  const auto held = py::reinterpret_borrow<py::tuple>(mro);
  for (const py::handle type : held)
    names.append(type_name(type.ptr()));
  return names;
}

py::dict type_layout(const py::object& object) {
  require_type(PyType_Check(object.ptr()), "lab.type.layout", "class", object);
  auto* type = reinterpret_cast<PyTypeObject*>(object.ptr());
  const lab_type_layout read = lab_type_read(type);
  const py::object base =
      read.base == nullptr ? py::object(py::none()) : py::str(read.base->tp_name);
  return py::dict("name"_a = type->tp_name, "basicsize"_a = read.basicsize,
                  "itemsize"_a = read.itemsize, "dictoffset"_a = read.dict_offset,
                  "weaklistoffset"_a = read.weaklist_offset, "flags"_a = flags_of_type(read.flags),
                  "flag_bits"_a = read.flags, "version_tag"_a = make_number(read.version_tag),
                  "base"_a = base, "mro"_a = names_of_mro(read.mro));
}

py::dict type_slots(const py::object& object) {
  require_type(PyType_Check(object.ptr()), "lab.type.slots", "class", object);
  lab_type_slot slots[kLabMostSlots];
  const int count = lab_type_slots(reinterpret_cast<PyTypeObject*>(object.ptr()), slots);
  py::dict filled;
  for (int i = 0; i < count; ++i) {
    const lab_type_slot& slot = slots[i];
    filled[slot.name] =
        slot.symbol == nullptr ? make_address(slot.function) : py::object(py::str(slot.symbol));
  }
  return filled;
}

}  // namespace

void define_type(py::module_& lab) {
  py::module_ module = lab.def_submodule("type", kTypeDoc);
  module.def(
      "layout", type_layout,
      "layout(object, /)\n--\n\n"
      "Name (tp_name), basicsize, itemsize, dictoffset, weaklistoffset (bytes; 0: none, negative: "
      "not\n"
      "a field of the instance), flags (names without Py_TPFLAGS_), flag_bits, version_tag "
      "(lab.Absent\n"
      "while the class has none), base and mro (names). Raises TypeError for what is no class.\n"
      "Include/cpython/object.h, struct _typeobject.");
  module.def(
      "slots", type_slots,
      "slots(object, /)\n--\n\n"
      "The slots that are filled, tp_hash, nb_add and so on: each with the name of its C "
      "function\n"
      "where libpython exports it, else its address. Raises TypeError for what is no class.\n"
      "Include/cpython/object.h, struct _typeobject.");
}

}  // namespace lab::bindings
