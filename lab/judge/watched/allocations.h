#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lab/record/reader.h"

namespace lab::judge {

/// What was asked for and given back, of one domain or of all.
struct AllocationTotal {
  std::uint64_t calls = 0;  ///< malloc, calloc and realloc
  std::uint64_t frees = 0;
  std::uint64_t bytes = 0;
  std::uint64_t live_bytes = 0;
  std::uint64_t live_blocks = 0;
  std::uint64_t peak_bytes = 0;
};

/// alloc.total, alloc.line and alloc.size; of alloc.call only how many there were.
///
/// The host counts, and writes its totals when the watch ends. Where it was killed there are none,
/// and then the calls that are in the log say how much is known.
struct WatchedAllocations {
  static constexpr std::size_t kMostDomains = 8;
  static constexpr std::size_t kMostLines = 1024;
  static constexpr std::size_t kMostSizes = 128;

  struct Line {
    std::string file;
    int line = 0;
    AllocationTotal total;  ///< frees and peak are not said
  };

  bool on = false;
  bool has_totals = false;
  std::map<std::string, AllocationTotal, std::less<>> domains;
  std::map<std::pair<std::string, int>, AllocationTotal> lines;
  std::map<std::uint64_t, AllocationTotal> sizes;  ///< by size class; 0: larger than 512 bytes
  std::uint64_t left_out = 0;                      ///< events beyond the bounds above
  AllocationTotal called;                          ///< of alloc.call: calls, frees, bytes

  void add(const record::Event& event);
  void rename_file(const std::string& from, const std::string& to);
  /// Of all domains. @param has_totals false: only calls, frees and bytes are known.
  AllocationTotal total() const;
  /// The `most` lines that asked for the most bytes.
  std::vector<Line> largest(std::size_t most) const;
  record::Map to_map() const;
};

}  // namespace lab::judge
