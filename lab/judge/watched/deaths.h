#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/judge/watched/fields.h"
#include "lab/record/reader.h"

namespace lab::judge {

enum class DeathKind { finalizer, callback, resurrection, deallocation };

struct Death {
  DeathKind kind = DeathKind::finalizer;
  std::uint64_t order = 0;
  std::string object;  ///< the watched name, or the type's
  std::string type;
  std::string by;  ///< refcount or collector; empty: not said
  EventPlace place;
};

/// death.finalizer, death.callback, death.resurrection and death.dealloc.
struct WatchedDeaths {
  static constexpr std::size_t kMostKept = 256;

  bool on = false;
  std::uint64_t finalizers = 0;
  std::uint64_t callbacks = 0;
  std::uint64_t resurrections = 0;
  std::uint64_t deallocations = 0;
  std::uint64_t by_refcount = 0;   ///< of all four
  std::uint64_t by_collector = 0;  ///< of all four
  std::vector<Death> first;        ///< the first kMostKept, as they were written

  std::uint64_t total() const { return finalizers + callbacks + resurrections + deallocations; }
  void add(const record::Event& event);
  record::Map to_map() const;
};

}  // namespace lab::judge
