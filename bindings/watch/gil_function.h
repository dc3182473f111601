#pragma once

#include <cstdint>
#include <string_view>

namespace lab::bindings {

/// The C function that made the thread let go of the GIL, found on the C stack.
struct GilFunction {
  std::string_view name = {};      ///< empty: no symbol covers it. Stays for ever
  std::uintptr_t nearest = 0;      ///< the return address into CPython's drop_gil
  std::uintptr_t called_from = 0;  ///< the return address into the function; 0: not found
  std::uint32_t distance = 0;      ///< where that one stands: so many words above `frame`
};

/// Unwinds the stack of the calling thread: microseconds. @param frame as of gil_site
GilFunction gil_function_above(const void* frame) noexcept;

/// The return address that stands right above `frame`.
inline std::uintptr_t nearest_return(const void* frame) noexcept {
  return static_cast<const std::uintptr_t*>(frame)[1];
}

/// Has the unwinder do what it does only once: to be called where memory may be allocated.
void prepare_unwinding() noexcept;

}  // namespace lab::bindings
