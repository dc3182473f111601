#include "bindings/probes/values.h"

#include "bindings/class_doc.h"

namespace py = pybind11;

namespace lab::bindings {
namespace {

// Kept for the life of the process: observe() and every probe that gives an address look at it.
PyObject* address_type = nullptr;

PyObject* address_repr(PyObject* self) {
  return PyNumber_ToBase(self, 16);
}

constexpr const char* kAddressDoc =
    "An address: an int that is recorded and printed in hexadecimal.";

PyObject* make_address_type() {
  static PyType_Slot slots[] = {{Py_tp_repr, reinterpret_cast<void*>(address_repr)},
                                {Py_tp_doc, const_cast<char*>(kAddressDoc)},
                                {0, nullptr}};
  static PyType_Spec spec = {"lab.Address", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
  auto bases = py::make_tuple(py::handle(reinterpret_cast<PyObject*>(&PyLong_Type)));
  PyObject* type = PyType_FromSpecWithBases(&spec, bases.ptr());
  if (type == nullptr) throw py::error_already_set();
  return type;
}

}  // namespace

void define_values(py::module_& lab) {
  py::class_<Absent> absent(lab, "Absent");
  set_class_doc(absent,
                "A value that this CPython does not have. False in a condition; str() gives "
                "the reason, which is the attribute `reason` too.");
  absent.def(py::init<std::string>(), py::arg("reason"), "Absent(reason: str)")
      .def_readonly("reason", &Absent::reason, "Why it is not there, as a few words.")
      .def(
          "__bool__", [](const Absent&) { return false; }, "Always False.")
      .def(
          "__str__", [](const Absent& self) { return self.reason; }, "The reason.")
      .def(
          "__eq__",
          [](const Absent& self, const py::object& other) {
            return py::isinstance<Absent>(other) &&
                   other.cast<const Absent&>().reason == self.reason;
          },
          "Whether the other one is absent for the same reason.")
      .def(
          "__hash__", [](const Absent& self) { return py::hash(py::str(self.reason)); },
          "The hash of the reason.")
      .def(
          "__repr__",
          [](const Absent& self) { return py::str("Absent({!r})").format(self.reason); },
          "Absent('the reason')");
  address_type = make_address_type();
  lab.add_object("Address", py::handle(address_type));
}

py::object make_address(std::uint64_t address) {
  PyObject* made =
      PyObject_CallFunction(address_type, "K", static_cast<unsigned long long>(address));
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

bool is_address(PyObject* object) noexcept {
  return address_type != nullptr &&
         PyObject_TypeCheck(object, reinterpret_cast<PyTypeObject*>(address_type)) != 0;
}

py::object make_number(const lab_maybe& number) {
  if (number.absent != nullptr) return py::cast(Absent{number.absent});
  return py::int_(number.value);
}

}  // namespace lab::bindings
