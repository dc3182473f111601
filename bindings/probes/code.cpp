#include "bindings/internals/code.h"

#include <string>
#include <vector>

#include "bindings/internals/opcode.h"
#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kCodeDoc =
    "Probes for code objects and what the specialising interpreter makes of them: PyCodeObject,\n"
    "Include/cpython/code.h, Python/specialize.c. A probe takes a function, a method or a code "
    "object.";

/// The code object that is meant, held.
py::object code_of(const char* function, const py::object& object) {
  PyObject* at = object.ptr();
  if (PyMethod_Check(at)) at = PyMethod_GET_FUNCTION(at);
  if (PyFunction_Check(at)) at = PyFunction_GET_CODE(at);
  require_type(PyCode_Check(at), function, "function, method or code object", object);
  return py::reinterpret_borrow<py::object>(at);
}

constexpr int kUnitBytes = 2;

/// All instructions, read before the first Python object is made.
std::vector<lab_instruction> read_instructions(PyCodeObject* code) {
  std::vector<lab_instruction> instructions;
  const int size = lab_code_size(code);
  for (int offset = 0; offset < size;) {
    instructions.push_back(lab_code_instruction(code, offset));
    offset += (1 + instructions.back().caches) * kUnitBytes;
  }
  return instructions;
}

py::object line_of(PyCodeObject* code, int offset) {
  const int line = PyCode_Addr2Line(code, offset);
  return line < 0 ? py::object(py::none()) : py::int_(line);
}

py::list code_instructions(const py::object& object) {
  const py::object held = code_of("lab.code.instructions", object);
  auto* code = reinterpret_cast<PyCodeObject*>(held.ptr());
  py::list list;
  for (const lab_instruction& at : read_instructions(code)) {
    py::list cache;
    for (int i = 0; i < at.caches; ++i)
      cache.append(at.cache[i]);
    list.append(py::dict("offset"_a = at.offset, "line"_a = line_of(code, at.offset),
                         "base"_a = lab_opcode_name(at.base), "now"_a = lab_opcode_name(at.opcode),
                         "oparg"_a = at.oparg, "cache"_a = cache,
                         "counter"_a = make_number(at.counter),
                         "backoff"_a = make_number(at.backoff)));
  }
  return list;
}

py::list specialisations(const py::object& object) {
  const py::object held = code_of("lab.code.specialisations", object);
  py::list list;
  for (const lab_instruction& at : read_instructions(reinterpret_cast<PyCodeObject*>(held.ptr()))) {
    if (at.caches == 0 && at.base == at.opcode) continue;
    list.append(py::dict("offset"_a = at.offset, "base"_a = lab_opcode_name(at.base),
                         "now"_a = lab_opcode_name(at.opcode),
                         "counter"_a = make_number(at.counter)));
  }
  return list;
}

py::object truth_of(const lab_maybe& number) {
  if (number.absent != nullptr) return make_number(number);
  return py::bool_(number.value != 0);
}

py::list variables_of(PyCodeObject* code, int count) {
  py::list list;
  for (int slot = 0; slot < count; ++slot) {
    const char* kind = nullptr;
    const auto name = py::reinterpret_borrow<py::object>(lab_code_variable(code, slot, &kind));
    list.append(py::dict("name"_a = name, "kind"_a = kind));
  }
  return list;
}

py::dict code_layout(const py::object& object) {
  const py::object held = code_of("lab.code.layout", object);
  auto* code = reinterpret_cast<PyCodeObject*>(held.ptr());
  const lab_code_layout read = lab_code_read(code);
  return py::dict("units"_a = lab_code_size(code) / kUnitBytes, "stacksize"_a = read.stack_size,
                  "nlocals"_a = read.locals, "ncells"_a = read.cells, "nfrees"_a = read.frees,
                  "variables"_a = variables_of(code, read.locals_plus),
                  "first_traceable"_a = read.first_traceable * kUnitBytes,
                  "code_cached"_a = read.code_cached, "warmup"_a = make_number(read.warmup),
                  "version"_a = make_number(read.version),
                  "instrumentation_version"_a = make_number(read.instrumentation_version),
                  "monitored"_a = truth_of(read.monitored));
}

}  // namespace

void define_code(py::module_& lab) {
  py::module_ module = lab.def_submodule("code", kCodeDoc);
  module.def(
      "instructions", code_instructions,
      "instructions(function, /)\n--\n\n"
      "The bytecode as it stands: for each instruction offset (bytes), line, base (the opcode that "
      "the\n"
      "compiler wrote), now (the specialised or instrumented one in its place), oparg, cache (its\n"
      "inline cache, 16-bit words), counter and backoff (lab.Absent where it has none). Raises\n"
      "TypeError for other types. Include/cpython/code.h, co_code_adaptive.");
  module.def("specialisations", specialisations,
             "specialisations(function, /)\n--\n\n"
             "Of the instructions that can be specialised or are changed: offset, base, now and "
             "counter.\n"
             "Raises TypeError for other types. Python/specialize.c.");
  module.def(
      "layout", code_layout,
      "layout(function, /)\n--\n\n"
      "Units (16-bit code units), stacksize, nlocals, ncells, nfrees, variables (name and kind, "
      "\"local\",\n"
      "\"cell\" or \"free\", of each slot of a frame), first_traceable (offset), code_cached (a "
      "copy for\n"
      "co_code is kept), warmup (3.11), version, instrumentation_version and monitored (3.12+); "
      "lab.Absent\n"
      "elsewhere. Raises TypeError for other types. Include/cpython/code.h, PyCodeObject.");
}

}  // namespace lab::bindings
