#include "bindings/internals/int.h"

#include <vector>

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kIntDoc =
    "Probes for int: PyLongObject, Include/cpython/longintrepr.h, Objects/longobject.c.";

py::dict int_layout(const py::object& object) {
  require_type(PyLong_Check(object.ptr()), "lab.int.layout", "int", object);
  const lab_int_layout number = lab_int_read(object.ptr());
  py::list digits;
  for (std::int64_t i = 0; i < number.count; ++i)
    digits.append(number.digits[i]);
  const py::object compact = number.compact.absent == nullptr
                                 ? py::object(py::bool_(number.compact.value != 0))
                                 : make_number(number.compact);
  return py::dict("sign"_a = number.sign, "count"_a = number.count, "digits"_a = digits,
                  "bits"_a = number.bits, "compact"_a = compact, "tag"_a = make_number(number.tag),
                  "small"_a = number.small);
}

py::dict small_range() {
  const lab_small_range range = lab_small_range_read();
  return py::dict("first"_a = range.first, "last"_a = range.last);
}

}  // namespace

void define_int(py::module_& lab) {
  py::module_ module = lab.def_submodule("int", kIntDoc);
  module.def(
      "layout", int_layout,
      "layout(object, /)\n--\n\n"
      "Sign (-1, 0, 1), count (digits in use), digits (least significant first), bits (of a digit: "
      "30),\n"
      "compact (at most one digit) and tag (lv_tag), both lab.Absent before 3.12, and small: "
      "whether\n"
      "it is one of the interpreter's own small ints. Raises TypeError for other types.\n"
      "Include/cpython/longintrepr.h, struct _longobject.");
  module.def("small_range", small_range,
             "small_range()\n--\n\n"
             "The ints that exist once: first and last. Include/internal/pycore_global_objects.h,\n"
             "_PY_NSMALLNEGINTS and _PY_NSMALLPOSINTS.");
}

}  // namespace lab::bindings
