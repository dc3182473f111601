#pragma once

#include <Python.h>

#include <cstdint>
#include <memory>

// One stream of "what is executed next" for everybody who listens: the line and instruction
// watches, the watched objects, and the refcount watch where the hardware's is refused.
//
//   3.11    a C trace function in every thread, and f_trace_opcodes of every frame
//           (bindings/internals/trace.c: how it shares the place with the program's own)
//   3.12+   sys.monitoring, a tool id of our own, C callbacks (bindings/internals/monitoring.c)
//
// What is not seen: RESUME in 3.11, and what stands before it there (COPY_FREE_VARS, MAKE_CELL,
// RETURN_GENERATOR …); in 3.12+ what CPython gives no INSTRUCTION event for, the same; whatever a
// trace function or a callback of a tool of the program does; other interpreters. In 3.11 a program
// that turns f_trace_lines of a frame off turns the lines of that frame off for us too.

namespace lab::bindings {

/// A place in bytecode. `code` is borrowed, and null where nothing was executed yet on this thread.
struct Place {
  PyCodeObject* code = nullptr;
  int offset = 0;  ///< bytes from the first instruction, as dis prints them
};

/// Gets every step, on the thread that makes it, with the GIL held and never inside itself. Must
/// not run Python code, must not change the error indicator.
class InstructionListener {
 public:
  virtual ~InstructionListener() = default;
  /// `done` has been executed on this thread, with all that it called; `next` is about to be.
  virtual void on_step(const Place& done, const Place& next) noexcept = 0;
};
class LineListener {
 public:
  virtual ~LineListener() = default;
  /// The line `line` of `code` is about to be executed.
  virtual void on_line(PyCodeObject* code, int line) noexcept = 0;
};

/// Listens from now on, in all threads and in the frames that are already running, for as long as
/// it lives. Needs the GIL. Costs nothing when nobody listens.
/// @throws std::runtime_error when CPython has no room for it: says which tool or trace function is
/// there
class Listening {
 public:
  explicit Listening(InstructionListener& listener);
  explicit Listening(LineListener& listener);
  ~Listening();
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

 private:
  InstructionListener* instructions_ = nullptr;
  LineListener* lines_ = nullptr;
};

/// What this thread executes now: read from its innermost frame. Async-signal-safe. code is null
/// outside Python code.
Place current_place() noexcept;

/// A place as an event's fields, in this order: file (text), code (text: qualified name), line (-1
/// where the compiler gave the instruction none; 0 without code),
/// offset (bytes), opcode (text: dis.opname, of the unspecialised instruction). Text numbers are
/// remembered, so that this costs a lookup. Async-signal-safe once warmed for the code object.
struct PlaceWords {
  std::uint64_t file, code, line, offset, opcode;
};
PlaceWords words_of(const Place& place) noexcept;

}  // namespace lab::bindings
