#include "bindings/watch/gil_function.h"

#include <unwind.h>

#include <algorithm>
#include <array>
#include <span>

#include "bindings/watch/symbols.h"

// The stack of a thread that lets go of the GIL, as far as it matters, and what is looked for:
//
//     our hook              ◄─ frame
//     drop_gil              CPython's own machinery, of which some may be inlined into each other
//     PyEval_SaveThread     and, in a stripped library, some may have no name
//     _Py_read              ◄─ the function: the first that is not machinery
//     os_read …
//
//     our hook
//     drop_gil
//     _Py_HandlePending
//     _PyEval_EvalFrameDefault      ◄─ the evaluation loop itself: it answered a request
//
// Of frames without a name the innermost ones are machinery when a machinery's name comes after
// them, or when it is the evaluation loop that follows: what stands between them and the first other
// name is nobody that can be told.

namespace lab::bindings {
namespace {

constexpr std::size_t kMostFrames = 12;
constexpr std::size_t kMostWords = 512;  ///< as far up as a frame of the machinery can be

constexpr std::string_view kMachinery[] = {
    "drop_gil",
    "drop_gil_impl",
    "PyEval_SaveThread",
    "PyEval_ReleaseThread",
    "PyEval_ReleaseLock",
    "_PyEval_ReleaseLock",
    "_PyThreadState_Detach",
    "_PyThreadState_Suspend",
    "detach_thread",
    "tstate_deactivate",
    "PyThreadState_Swap",
    "_PyThreadState_Swap",
    "_PyThreadState_SwapNoGIL",
    "_Py_HandlePending",
    "eval_frame_handle_pending",
    "handle_eval_breaker",
    "_PyParkingLot_Park",
    "_PySemaphore_Wait",
};

struct Frame {
  std::uintptr_t return_address = 0;
  std::uintptr_t stack_pointer = 0;  ///< of the frame when it made the call
  std::string_view name = {};
};

struct Walk {
  std::uintptr_t below;  ///< frames whose stack pointer is not above it are our own
  std::size_t count = 0;
  std::array<Frame, kMostFrames> frames;
};

_Unwind_Reason_Code note_frame(_Unwind_Context* context, void* into) {
  auto& walk = *static_cast<Walk*>(into);
  const std::uintptr_t stack_pointer = _Unwind_GetCFA(context);
  if (stack_pointer <= walk.below) return _URC_NO_REASON;
  if (walk.count == walk.frames.size()) return _URC_END_OF_STACK;
  const std::uintptr_t address = _Unwind_GetIP(context);
  // The call is the instruction before; after a call that never returns another function may begin.
  walk.frames[walk.count++] = {address, stack_pointer, function_name_at(address - 1)};
  return _URC_NO_REASON;
}

bool is_machinery(std::string_view name) noexcept {
  return std::find(std::begin(kMachinery), std::end(kMachinery), name) != std::end(kMachinery);
}

/// The frame of the function that let go; null when there is none.
const Frame* function_of(std::span<const Frame> frames) noexcept {
  const Frame* function = nullptr;
  for (const Frame& frame : frames) {
    if (frame.name.empty()) continue;
    if (is_machinery(frame.name)) {
      function = &frame + 1;
    } else {
      if (function == nullptr) function = &frame;
      break;
    }
  }
  return function == frames.data() + frames.size() ? nullptr : function;
}

}  // namespace

GilFunction gil_function_above(const void* frame) noexcept {
  Walk walk{reinterpret_cast<std::uintptr_t>(frame), 0, {}};
  _Unwind_Backtrace(note_frame, &walk);
  GilFunction found;
  found.nearest = nearest_return(frame);
  const Frame* function = function_of({walk.frames.data(), walk.count});
  if (function == nullptr) return found;
  // The return address stands in the frame of the one that was called: right below where that
  // began (x86-64), or somewhere in it (aarch64).
  const auto* first = static_cast<const std::uintptr_t*>(frame);
  const auto* end = reinterpret_cast<const std::uintptr_t*>(function->stack_pointer);
  if (static_cast<std::size_t>(end - first) > kMostWords) return found;
  for (const std::uintptr_t* word = end - 1; word > first; --word) {
    if (*word != function->return_address) continue;
    found.name = function->name;
    found.called_from = function->return_address;
    found.distance = static_cast<std::uint32_t>(word - first);
    return found;
  }
  return found;
}

void prepare_unwinding() noexcept {
  gil_function_above(__builtin_frame_address(0));
}

}  // namespace lab::bindings
