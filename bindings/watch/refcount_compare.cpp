#include "bindings/watch/refcount_compare.h"

#include <Python.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "bindings/watch/instructions.h"
#include "bindings/watch/refcount_watch.h"

// A watch holds no reference, so its object may die within any instruction, and the next comparison
// reads what is left: a block that is free or another's, but mapped, as pymalloc keeps whole arenas
// (256 KiB, from 3.10 on 1 MiB). Only when an arena is given back would the read be a crash, so
// pymalloc's arena allocator is wrapped, and says which objects have gone with it.
//
// The wrapper stays when the last watch ends: whoever has wrapped it in turn keeps pointers to it.

namespace lab::bindings {
namespace {

class Comparison : public InstructionListener {
 public:
  void on_step(const Place& done, const Place&) noexcept override {
    for (RefcountWatch* watch : watches)
      watch->compare(done);
  }
  std::vector<RefcountWatch*> watches;

  /// Listens from the first of the watches and holders until the last has gone.
  void adjust() {
    const bool wanted = !watches.empty() || holders > 0;
    if (!wanted) listening.reset();
    if (wanted && !listening) listening.emplace(static_cast<InstructionListener&>(*this));
  }
  int holders = 0;

 private:
  std::optional<Listening> listening;
};

Comparison& comparison() {
  static auto* one = new Comparison;  // outlives static destructors, as hooks do
  return *one;
}

PyObjectArenaAllocator inner_arenas{};

void* allocate_arena(void*, std::size_t size) {
  return inner_arenas.alloc(inner_arenas.ctx, size);
}

void free_arena(void*, void* arena, std::size_t size) {
  const auto begin = reinterpret_cast<std::uintptr_t>(arena);
  for (RefcountWatch* watch : comparison().watches) {
    const auto at = reinterpret_cast<std::uintptr_t>(watch->object());
    if (at - begin < size) watch->on_memory_gone();
  }
  inner_arenas.free(inner_arenas.ctx, arena, size);
}

void wrap_arenas() {
  if (inner_arenas.free != nullptr) return;
  PyObject_GetArenaAllocator(&inner_arenas);
  PyObjectArenaAllocator ours{nullptr, allocate_arena, free_arena};
  PyObject_SetArenaAllocator(&ours);
}

}  // namespace

void start_comparing(RefcountWatch& watch) {
  wrap_arenas();
  Comparison& all = comparison();
  all.watches.push_back(&watch);
  try {
    all.adjust();
  } catch (...) {
    all.watches.pop_back();
    throw;
  }
}

void stop_comparing(RefcountWatch& watch) noexcept {
  std::erase(comparison().watches, &watch);
  comparison().adjust();
}

Comparing::Comparing() {
  ++comparison().holders;
  try {
    comparison().adjust();
  } catch (...) {
    --comparison().holders;
    throw;
  }
}

Comparing::~Comparing() {
  --comparison().holders;
  comparison().adjust();
}

}  // namespace lab::bindings
