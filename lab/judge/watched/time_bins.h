#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace lab::judge {

/// A course over time in little room, while nobody knows how long it will last: kBins equal parts of
/// the time so far. When it is longer than they reach, two become one and each reaches twice as far.
class TimeBins {
 public:
  enum class Kind { sum, most };
  static constexpr std::size_t kBins = 512;

  explicit TimeBins(Kind kind) : kind_(kind) {}

  /// From `begin` to `end`, nanoseconds since `origin`, it lasted: each bin gets its part (sum).
  void add_span(std::uint64_t begin, std::uint64_t end);
  /// At `time` it was `value` (most).
  void add_value(std::uint64_t time, std::uint64_t value);
  /// The course from `begin` to `end` in `columns` parts: of each the share of its time (sum), or
  /// the most that it was (most).
  std::vector<double> columns(std::uint64_t begin, std::uint64_t end, std::size_t columns) const;

 private:
  void reach(std::uint64_t time);

  Kind kind_;
  std::uint64_t width_ = 1'000;  ///< nanoseconds
  std::array<std::uint64_t, kBins> bins_ = {};
};

}  // namespace lab::judge
