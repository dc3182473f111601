#include "bindings/internals/list.h"

#include "bindings/probes/probes.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

py::dict layout(const py::object& object) {
  require_type(PyList_Check(object.ptr()), "lab.list.layout", "list", object);
  const lab_list_layout list = lab_list_read(object.ptr());
  return py::dict("size"_a = list.size, "allocated"_a = list.allocated,
                  "items"_a = make_address(list.items));
}

PyObject* allocated(PyObject*, PyObject* object) {
  if (!check_type(PyList_Check(object), "lab.list.allocated", "list", object)) return nullptr;
  return PyLong_FromLongLong(lab_list_read(object).allocated);
}

PyMethodDef list_functions[] = {
    {"allocated", allocated, METH_O,
     "allocated(object, /)\n--\n\n"
     "PyListObject.allocated alone, the slots of the item array: cheap enough to call after every\n"
     "append. Raises TypeError for other types. Include/cpython/listobject.h."},
    {nullptr, nullptr, 0, nullptr}};

}  // namespace

void define_list_probes(py::module_& list) {
  list.def("layout", layout,
           "layout(object, /)\n--\n\n"
           "{\"size\": ob_size, \"allocated\": slots of the item array, \"items\": address of the "
           "array,\n"
           "0 while nothing is allocated}. During list.sort the list reads size 0, allocated -1. "
           "Raises\n"
           "TypeError for other types. Include/cpython/listobject.h, PyListObject.");
  if (PyModule_AddFunctions(list.ptr(), list_functions) != 0) throw py::error_already_set();
}

}  // namespace lab::bindings
