#include "bindings/internals/object.h"

#include "bindings/internals/weakref.h"
#include "bindings/probes/probes.h"
#include "bindings/probes/values.h"

namespace py = pybind11;

// lab.refcount, is_immortal, address and weakrefs.
//
// refcount takes off the one reference by which its argument was passed, so that what is left does
// not depend on the call:
//
//     expression in f(…)      holders while the C function runs      lab.refcount gives
//     a global, local, cell   its name; the caller's value stack     1
//     o.x, items[0]           o or the list; the value stack         1
//     object()                the value stack                        0: nobody keeps it
//     *arguments              its name; the tuple                    1
//     map(lab.refcount, l)    l; map's own array                     1
//
// From 3.14 a local may be lent to the stack without a reference; lab_argument_references looks.

namespace lab::bindings {
namespace {

PyObject* refcount(PyObject*, PyObject* object) {
  return PyLong_FromLongLong(refcount_without_argument(object));
}

PyObject* is_immortal(PyObject*, PyObject* object) {
  const lab_maybe immortal = lab_immortal(object);
  if (immortal.absent == nullptr) return PyBool_FromLong(immortal.value != 0);
  return guarded([&] { return make_number(immortal); });
}

PyObject* address(PyObject*, PyObject* object) {
  return guarded([&] { return make_address(object); });
}

PyObject* weakrefs(PyObject*, PyObject* object) {
  const std::int64_t count = lab_weakref_count(object);
  if (count == kLabNoWeakrefs) Py_RETURN_NONE;
  return PyLong_FromLongLong(count);
}

PyMethodDef object_functions[] = {
    {"refcount", refcount, METH_O,
     "refcount(object, /)\n--\n\n"
     "The field ob_refcnt of `object` less the reference by which this call received it: a fresh\n"
     "object held by one name has 1, a temporary 0. Immortal objects (3.12+) give the field as it\n"
     "stands. Include/object.h, struct _object."},
    {"is_immortal", is_immortal, METH_O,
     "is_immortal(object, /)\n--\n\n"
     "Whether the object is immortal (PEP 683); lab.Absent before 3.12. Include/refcount.h,\n"
     "_Py_IsImmortal (up to 3.13 in Include/object.h)."},
    {"address", address, METH_O,
     "address(object, /)\n--\n\n"
     "The object's address as a lab.Address: what id() returns in CPython."},
    {"weakrefs", weakrefs, METH_O,
     "weakrefs(object, /)\n--\n\n"
     "How many weak references and proxies the object's list holds; None for a type that cannot\n"
     "have any. Include/cpython/weakrefobject.h, struct _PyWeakReference."},
    {nullptr, nullptr, 0, nullptr}};

}  // namespace

std::int64_t refcount_without_argument(PyObject* argument) noexcept {
  const std::int64_t field = lab_refcount_field(argument);
  const lab_maybe immortal = lab_immortal(argument);
  if (immortal.absent == nullptr && immortal.value != 0) return field;
  return field - lab_argument_references(argument);
}

void define_object_probes(py::module_& lab) {
  if (PyModule_AddFunctions(lab.ptr(), object_functions) != 0) throw py::error_already_set();
}

bool check_type(bool right, const char* function, const char* type, PyObject* object) noexcept {
  if (!right) {
    PyErr_Format(PyExc_TypeError, "%s() needs a %s, not %.200s", function, type,
                 Py_TYPE(object)->tp_name);
  }
  return right;
}

void require_type(bool right, const char* function, const char* type, py::handle object) {
  if (!check_type(right, function, type, object.ptr())) throw py::error_already_set();
}

}  // namespace lab::bindings
