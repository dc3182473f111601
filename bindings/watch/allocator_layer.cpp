#include "bindings/watch/allocator_layer.h"

namespace lab::bindings {

void put_in_chain(AllocatorLayer& layer) noexcept {
  PyMemAllocatorEx top{};
  PyMem_GetAllocator(layer.domain, &top);
  // A layer that had to stay below another is still called; one that the other's end has brought
  // back to the top as well.
  if (layer.in_chain) return;
  layer.former = top;
  layer.ours.ctx = top.ctx;
  PyMem_SetAllocator(layer.domain, &layer.ours);
  layer.in_chain = true;
}

void take_from_chain(AllocatorLayer& layer) noexcept {
  if (!layer.in_chain) return;
  PyMemAllocatorEx top{};
  PyMem_GetAllocator(layer.domain, &top);
  if (top.free != layer.ours.free) return;
  PyMem_SetAllocator(layer.domain, &layer.former);
  layer.in_chain = false;
}

}  // namespace lab::bindings
