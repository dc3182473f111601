#include "bindings/internals/generator.h"

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kGeneratorDoc =
    "Probes for generators, coroutines and asynchronous generators: struct _PyGenObject,\n"
    "Include/cpython/genobject.h, Objects/genobject.c.";

struct GeneratorFlag {
  int flag;
  const char* name;  ///< as inspect.CO_… spells it
};
constexpr GeneratorFlag kGeneratorFlags[] = {{CO_GENERATOR, "GENERATOR"},
                                             {CO_COROUTINE, "COROUTINE"},
                                             {CO_ITERABLE_COROUTINE, "ITERABLE_COROUTINE"},
                                             {CO_ASYNC_GENERATOR, "ASYNC_GENERATOR"}};

const char* generator_kind(PyObject* generator) {
  if (PyGen_CheckExact(generator)) return "generator";
  return PyCoro_CheckExact(generator) ? "coroutine" : "asynchronous generator";
}

py::list generator_flags(int flags) {
  py::list names;
  for (const GeneratorFlag& entry : kGeneratorFlags)
    if ((flags & entry.flag) != 0) names.append(entry.name);
  return names;
}

py::object generator_delegate(const py::object& receiver) {
  if (!receiver) return py::none();
  return py::dict("type"_a = py::handle((PyObject*)Py_TYPE(receiver.ptr())).attr("__name__"),
                  "address"_a = make_address(receiver.ptr()));
}

py::object generator_line(const py::handle& generator, bool cleared) {
  if (cleared) return py::none();
  const int line = lab_generator_line(generator.ptr());
  return line < 0 ? py::object(py::none()) : py::object(py::int_(line));
}

py::dict generator_layout(const py::object& generator) {
  require_type(lab_generator_fits(generator.ptr()), "lab.generator.layout",
               "generator, a coroutine or an asynchronous generator", generator);
  const lab_generator read = lab_generator_read(generator.ptr());
  // Making the row runs allocations, and with them perhaps the collector.
  const auto receiver = py::reinterpret_borrow<py::object>(read.delegates_to);
  return py::dict("address"_a = make_address(generator.ptr()),
                  "kind"_a = generator_kind(generator.ptr()),
                  "state"_a = lab_generator_state_name(read.state), "number"_a = read.state,
                  "state_offset"_a = read.state_offset, "flags"_a = read.flags,
                  "flag_names"_a = generator_flags(read.flags),
                  "frame"_a = py::dict("address"_a = make_address(read.frame),
                                       "offset"_a = read.frame_offset, "size"_a = read.frame_size,
                                       "embedded"_a = read.embedded, "cleared"_a = read.cleared),
                  "line"_a = generator_line(generator, read.cleared), "locals"_a = read.locals,
                  "bound"_a = read.bound, "stack_depth"_a = make_number(read.stack_depth),
                  "delegates_to"_a = generator_delegate(receiver));
}

}  // namespace

void define_generator(py::module_& lab) {
  py::module_ module = lab.def_submodule("generator", kGeneratorDoc);
  module.def(
      "layout", generator_layout, py::arg("generator"), py::pos_only(),
      "layout(generator, /)\n--\n\n"
      "What a generator, coroutine or asynchronous generator is made of: kind, state and number\n"
      "(gi_frame_state in words and in CPython's own numbers, which differ between versions),\n"
      "state_offset, flags and flag_names (co_flags), frame (address, offset within the "
      "generator,\n"
      "size in bytes with locals and stack, embedded, cleared), line (None when cleared), locals\n"
      "(slots), bound (those that hold an object), stack_depth (lab.Absent when it runs or is\n"
      "cleared) and delegates_to: the type and address of what `yield from` or `await` waits for,\n"
      "or None. Raises TypeError for other objects. Objects/genobject.c, _PyGen_yf.");
}

}  // namespace lab::bindings
