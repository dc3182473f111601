#pragma once

namespace lab::bindings {

// Points at which code objects are compared. A specialised instruction is only ever seen where no
// instruction is traced:
//
//   3.11    a trace or profile function has every instruction executed as its base opcode; code is
//           still quickened (RESUME_QUICK, LOAD_ATTR_ADAPTIVE …), never specialised
//   3.12+   an instruction with INSTRUMENTED_INSTRUCTION before it, or one that begins a line that
//           is instrumented, is kept from specialising by its counter
//   PEP 523's frame evaluation function would have each call of a Python function use the C stack,
//           and has the specialiser leave calls alone
//
// A pending call does none of that. The evaluation loop looks for one where it looks for signals:
// at the start of a function, at backward jumps, after calls of C functions. Ours asks for the next
// one as long as Python code runs. It sees the main thread's points only; what other threads
// specialise is found at the next of them. Where instructions are traced all the same, for another
// object say, code is compared after each of them: in 3.11 a pending call that asks for the next
// one would keep a traced function from ever starting.

/// Called at each point, with the GIL. Runs no Python code.
using PointListener = void (*)() noexcept;

/// Calls the listener from now on; null: no more. @returns false when CPython's queue is full
bool listen_to_points(PointListener listener) noexcept;

}  // namespace lab::bindings
