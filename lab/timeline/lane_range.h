#pragma once

#include <cstdint>
#include <vector>

#include "lab/timeline/lane.h"
#include "lab/timeline/lane_sink.h"

namespace lab::timeline {

/// The steps of lanes as the records of a range make them, one by one.
class LaneRange : public LaneSink {
 public:
  /// @param values what each lane had come to before
  LaneRange(std::uint64_t from, std::vector<std::int64_t> values);
  void set(std::size_t lane, std::uint64_t time, std::int64_t value) override;
  void add(std::size_t lane, std::uint64_t time, std::int64_t amount) override;
  /// @param kind of a rate, each addition is a step; of a series, the sum
  std::vector<Step> steps(std::size_t lane, LaneKind kind) const;

 private:
  struct Change {
    std::uint64_t time;
    std::int64_t value;   ///< after it
    std::int64_t amount;  ///< of add
  };
  std::uint64_t from_;
  std::vector<std::int64_t> before_;
  std::vector<std::int64_t> values_;
  std::vector<std::vector<Change>> changes_;
};

/// Joins `steps` where there are more than `most` in [from, to): each of the `most` equal parts of
/// the range gets one, of a states lane the state of the longest time and its share, of a series
/// the last number and its bounds, of a rate the sum. Rates are always joined.
/// @returns whether the steps are still exact
bool join(std::vector<Step>& steps, LaneKind kind, std::uint64_t from, std::uint64_t to,
          std::size_t most);

}  // namespace lab::timeline
