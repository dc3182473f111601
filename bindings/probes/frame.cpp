#include "bindings/internals/frame.h"

#include <algorithm>
#include <vector>

#include "bindings/internals/code.h"
#include "bindings/internals/opcode.h"
#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kFrameDoc =
    "Probes for running calls: struct _PyInterpreterFrame, Include/internal/pycore_frame.h,\n"
    "Python/ceval.c.";
constexpr std::int64_t kMostFrames = 1 << 20;
constexpr std::int64_t kFirstFrames = 64;

const char* owner_name(lab_frame_owner owner) {
  switch (owner) {
    case kLabOwnedByThread:
      return "thread";
    case kLabOwnedByGenerator:
      return "generator";
    case kLabOwnedByFrameObject:
      return "frame object";
  }
  return "unknown";
}

/// The chain, read before the first Python object is made. Its frames wait for this call.
std::vector<lab_frame> read_frames(std::int64_t limit) {
  std::vector<lab_frame> frames;
  for (std::int64_t room = std::min(limit, kFirstFrames);; room = std::min(limit, room * 4)) {
    frames.resize(static_cast<std::size_t>(room));
    const int count = lab_frames_read(frames.data(), static_cast<int>(room));
    if (count < room || room == limit) {
      frames.resize(static_cast<std::size_t>(count));
      return frames;
    }
  }
}

py::object address_or_none(const void* address) {
  return address == nullptr ? py::object(py::none()) : make_address(address);
}

py::list locals_of(const lab_frame& frame) {
  py::list list;
  const int count = lab_code_read(frame.code).locals_plus;
  for (int slot = 0; slot < count; ++slot) {
    const char* kind = nullptr;
    const auto name =
        py::reinterpret_borrow<py::object>(lab_code_variable(frame.code, slot, &kind));
    list.append(py::dict("name"_a = name, "kind"_a = kind,
                         "value"_a = address_or_none(lab_frame_local(&frame, slot))));
  }
  return list;
}

py::dict frame_row(const lab_frame& frame) {
  const auto* code = frame.code;
  py::dict row("address"_a = make_address(frame.address),
               "code"_a = py::reinterpret_borrow<py::object>(code->co_qualname),
               "file"_a = py::reinterpret_borrow<py::object>(code->co_filename),
               "line"_a = py::none(), "offset"_a = py::none(), "opcode"_a = py::none(),
               "now"_a = py::none());
  if (frame.offset >= 0) {
    const int start = lab_instruction_start(frame.code, frame.offset);
    row["line"] = PyCode_Addr2Line(frame.code, start);
    row["offset"] = start;
    row["opcode"] = lab_opcode_name(lab_base_opcode(frame.code, start));
    row["now"] = lab_opcode_name(lab_current_opcode(frame.code, start));
  }
  row["owner"] = owner_name(frame.owner);
  row["called_by_c"] = frame.called_by_c;
  row["complete"] = frame.complete;
  row["stack_depth"] = make_number(frame.stack_depth);
  row["frame_object"] =
      frame.frame_object == 0 ? py::object(py::none()) : make_address(frame.frame_object);
  row["locals"] = locals_of(frame);
  return row;
}

py::list chain(std::int64_t limit) {
  if (limit < 1 || limit > kMostFrames)
    throw py::value_error("lab.frame.chain(): limit must be 1 to 1048576, not " +
                          std::to_string(limit));
  py::list list;
  for (const lab_frame& frame : read_frames(limit))
    list.append(frame_row(frame));
  return list;
}

py::object tools() {
  PyObject* names[kLabTools];
  if (const char* absent = lab_tools_read(names)) return py::cast(Absent{absent});
  py::object held[kLabTools];
  for (int i = 0; i < kLabTools; ++i)
    held[i] = py::reinterpret_borrow<py::object>(names[i]);
  py::list list;
  for (const py::object& name : held)
    list.append(name ? name : py::none());
  return list;
}

py::dict hooks() {
  const lab_hooks read = lab_hooks_read();
  return py::dict("profile"_a = address_or_none(reinterpret_cast<const void*>(read.profile)),
                  "trace"_a = address_or_none(reinterpret_cast<const void*>(read.trace)),
                  "tools"_a = tools());
}

}  // namespace

void define_frame(py::module_& lab) {
  py::module_ module = lab.def_submodule("frame", kFrameDoc);
  module.def(
      "chain", chain, py::arg("limit") = 1000,
      "chain(limit=1000)\n--\n\n"
      "This thread's frames of Python code, the innermost first, at most `limit`: address, code\n"
      "(qualified name), file, line, offset (bytes, of the instruction that it is at), opcode and "
      "now (as\n"
      "the compiler wrote it and as it stands), owner (\"thread\", \"generator\", \"frame "
      "object\"),\n"
      "called_by_c, complete, stack_depth (lab.Absent while the interpreter has it in a "
      "register),\n"
      "frame_object (address or None) and locals: name, kind (\"local\", \"cell\", \"free\") and "
      "value\n"
      "(address, None when unbound). Raises ValueError for a limit below 1 or above 1048576.\n"
      "Include/internal/pycore_frame.h, struct _PyInterpreterFrame.");
  module.def("hooks", hooks,
             "hooks()\n--\n\n"
             "What is hooked into this thread: profile and trace (address of c_profilefunc and\n"
             "c_tracefunc, None without one), tools (the names of sys.monitoring's tools 0 to 5, "
             "None where\n"
             "an id is free; lab.Absent in 3.11). Include/cpython/pystate.h, struct _ts.");
}

}  // namespace lab::bindings
