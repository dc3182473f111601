#pragma once

#include <Python.h>

#include <cstdint>

namespace lab::bindings {

/// Which object a callback is about.
struct CallbackOf {
  std::uint64_t address = 0;
  std::uint64_t name = 0;  ///< text numbers
  std::uint64_t type = 0;
  const void* block = nullptr;  ///< where its memory begins
};
/// Called before the callback of a weak reference is.
using CallbackHook = void (*)(const CallbackOf& object);

/// Puts an object of ours in place of the callbacks that the weak references to `object` have now.
/// It calls the hook and then the callback, compares, hashes and prints as that does, and has its
/// attributes; only `reference.__callback__ is callback` tells.
/// @returns how many. Not for hooks: it allocates
/// @throws std::runtime_error without memory
std::int64_t wrap_callbacks(PyObject* object, const CallbackOf& about, CallbackHook hook);

/// As it was, where the object still lives.
void unwrap_callbacks(PyObject* object) noexcept;

/// Whether wrap_callbacks made it.
bool is_wrapped_callback(PyObject* callback) noexcept;

}  // namespace lab::bindings
