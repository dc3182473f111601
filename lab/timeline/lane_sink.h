#pragma once

#include <cstddef>
#include <cstdint>

namespace lab::timeline {

/// Takes what happens to lanes, in the order of the log. Lanes are named by their place in the
/// LaneBook.
class LaneSink {
 public:
  virtual ~LaneSink() = default;
  /// From `time` on a lane of states or a series shows `value`.
  virtual void set(std::size_t lane, std::uint64_t time, std::int64_t value) = 0;
  /// A series rises by so much; a rate counts so many.
  virtual void add(std::size_t lane, std::uint64_t time, std::int64_t amount) = 0;
};

}  // namespace lab::timeline
