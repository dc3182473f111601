#pragma once

#include <Python.h>

#include <cstdint>

namespace lab::bindings {

/// Why a thread lets go of the GIL.
enum class GilReason : std::uint8_t {
  request,   ///< another asked for it, and the evaluation loop answered
  blocking,  ///< a C function lets go while it waits or computes: PyEval_SaveThread
  ended,     ///< its PyThreadState is gone: the thread will not come back
};

/// A call that CPython makes from drop_gil, seen from the function that is called in place of the C
/// library's.
struct GilCall {
  const std::uintptr_t* frame;    ///< __builtin_frame_address(0) of that function
  std::uintptr_t return_address;  ///< __builtin_return_address(0)
};

/// Has the calling thread let go of the GIL once by PyEval_SaveThread, and takes it again. The hook
/// gives the call that it sees meanwhile to learn_gil_call.
void let_go_to_learn();
/// Whether the calling thread is in let_go_to_learn.
bool learning_gil_call() noexcept;
void learn_gil_call(GilCall call) noexcept;

/// Why the calling thread drops the GIL of which `last_holder` is the last holder, in a call that
/// it makes from drop_gil.
GilReason gil_reason(GilCall call, PyThreadState* last_holder) noexcept;

}  // namespace lab::bindings
