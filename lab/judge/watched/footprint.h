#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/record/reader.h"

namespace lab::judge {

/// What one watch itself did to the run.
struct WatchCost {
  std::string watch;
  std::uint64_t events = 0;       ///< that it wrote
  std::uint64_t nanoseconds = 0;  ///< spent in its hooks
  std::int64_t references = 0;    ///< that it holds
  std::int64_t blocks = 0;        ///< of Python's memory that it holds
};

/// `footprint` events.
struct WatchedFootprint {
  static constexpr std::size_t kMostWatches = 64;

  bool on = false;
  std::vector<WatchCost> watches;
  std::uint64_t left_out = 0;

  void add(const record::Event& event);
  record::Map to_map() const;
};

}  // namespace lab::judge
