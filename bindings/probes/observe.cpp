#include <span>

#include "bindings/bindings.h"
#include "bindings/guard/guard.h"
#include "bindings/origin.h"
#include "bindings/probes/encoder.h"
#include "bindings/probes/probes.h"
#include "bindings/probes/text.h"

namespace py = pybind11;

namespace lab::bindings {
namespace {

// Room for the rest of the record: its head, the file name and the qualified name of the origin.
constexpr std::size_t kOtherParts = 8192;
constexpr std::size_t kLongestName = 4096;

std::string name_of(const py::object& name) {
  require_type(PyUnicode_Check(name.ptr()), "lab.observe", "str as the name", name);
  std::string text;
  append_utf8(name.ptr(), text);
  if (text.size() > kLongestName)
    throw py::value_error("lab.observe(): the name is longer than 4 KiB");
  return text;
}

py::object observe(const py::object& name, py::object value) {
  const std::string named = name_of(name);
  Encoder encoder(record::kMaxRecordSize - kOtherParts - kLongestName);
  // Without a log too: a value that cannot be recorded is an error in every run, not in some.
  const std::string encoded = encoder.encode(value.ptr());
  if (record::Writer* writer = log()) {
    record::Origin origin = current_origin();
    origin.experiment = guard_observation(named, origin.experiment);
    writer->observation(origin, named, std::as_bytes(std::span(encoded)));
  }
  return value;
}

}  // namespace

void define_observe(py::module_& lab) {
  lab.def(
      "observe", observe, py::arg("name"), py::arg("value"),
      "observe(name, value)\n--\n\n"
      "Record `value` under `name` in the run's log and return it.\n\n"
      "`value` is None, a bool, int, float, str, bytes, lab.Absent, lab.Address, or a list, tuple "
      "or\n"
      "dict (with str keys) of these, at most 64 deep; a tuple is recorded as a list. The log "
      "keeps\n"
      "the code object and the line that called. Without a log nothing is recorded. Raises\n"
      "TypeError for another type, naming the place within `value`, and ValueError for a cycle or\n"
      "more than 16 MiB.");
}

}  // namespace lab::bindings
