#pragma once

#include <list>
#include <optional>
#include <utility>
#include <vector>

#include "lab/timeline/index.h"
#include "lab/timeline/lane_range.h"
#include "lab/timeline/timeline.h"

namespace lab::timeline {

struct Timeline::State {
  explicit State(const std::filesystem::path& path) : log(path), index(log) {}

  record::Reader log;
  Index index;
  std::uint64_t position = 0;  ///< of the last record that was taken
  bool at_end = false;         ///< at the last look nothing more was there

  /// The records of a page, decoded. The last few are kept.
  const std::vector<Entry>& page(Number page);
  Entry entry(Number number) { return page(number / kPageSize).at(number % kPageSize); }
  /// For each subject its last record before the page that begins with `first`.
  std::vector<std::pair<std::size_t, Number>> before(Number first) const;
  /// What the records of these pages do to the lanes.
  LaneRange read_lanes(std::uint32_t first, std::uint32_t last);

 private:
  struct Page {
    Number number;
    Number count;  ///< of the log when it was read: the last page grows
    std::vector<Entry> entries;
  };
  std::list<Page> pages_;  ///< the latest first
};

/// Takes off what ends before `from` and what begins at `to` or later; the first that is left begins
/// at `from` or before it.
void trim(std::vector<Step>& steps, LaneKind kind, std::uint64_t from, std::uint64_t to);

}  // namespace lab::timeline
