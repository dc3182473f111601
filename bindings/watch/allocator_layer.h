#pragma once

#include <Python.h>

// A layer over one domain of Python's allocators (PyMem_SetAllocator, Objects/obmalloc.c).
//
//   PyMem_Malloc ─► tracemalloc's, if it was started later ─► ours ─► former: pymalloc, malloc …
//
// CPython keeps five words per domain and calls  domain.malloc(domain.ctx, size)  without a lock:
// another thread may see one new word and one old. So a layer has the context of what it covers,
// and either function may meet either context.

namespace lab::bindings {

struct AllocatorLayer {
  PyMemAllocatorDomain domain;
  PyMemAllocatorEx ours;      ///< without a context
  PyMemAllocatorEx former{};  ///< what ours call; stays valid for good
  bool in_chain = false;
};

/// Puts the layer on top; nothing when it is somewhere in the chain already. With the GIL held.
void put_in_chain(AllocatorLayer& layer) noexcept;

/// Takes it away. Where somebody has put another layer on top of it meanwhile (tracemalloc), it has
/// to stay: its functions must pass all calls on when their watch is over.
void take_from_chain(AllocatorLayer& layer) noexcept;

}  // namespace lab::bindings
