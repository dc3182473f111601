#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "lab/record/reader.h"

namespace lab::judge {

/// One collection that ended.
struct Collection {
  std::int64_t generation = -1;  ///< -1: not said
  std::uint64_t collected = 0;
  std::uint64_t uncollectable = 0;
  std::optional<std::uint64_t> nanoseconds;
};

/// gc.start and gc.stop, of all processes of a run.
struct WatchedGc {
  /// Later ones are counted only.
  static constexpr std::size_t kMostKept = 50000;

  bool on = false;  ///< something was said of it
  std::uint64_t started = 0;
  std::uint64_t ended = 0;
  std::array<std::uint64_t, 3> collections = {};  ///< ended, by generation
  std::uint64_t collected = 0;
  std::uint64_t uncollectable = 0;
  std::uint64_t longest_ns = 0;
  std::vector<Collection> in_order;  ///< the first kMostKept that ended

  void add(const record::Event& event);
  record::Map to_map() const;
};

}  // namespace lab::judge
