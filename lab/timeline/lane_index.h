#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "lab/timeline/lane.h"
#include "lab/timeline/lane_sink.h"

namespace lab::timeline {

/// What each lane did in each page, so that a long range can be drawn without its records.
///
///     page        0         1         2         3
///     holds    ──┐ ┌─┐ ┌───────────────┐ ┌─┐ ┌─┐
///     off        └─┘ └─┘               └─┘ └─┘ └──
///     kept     {holds 60 %} (untouched) {holds 50 %, last: off} …
class LaneIndex : public LaneSink {
 public:
  void set(std::size_t lane, std::uint64_t time, std::int64_t value) override;
  void add(std::size_t lane, std::uint64_t time, std::int64_t amount) override;
  /// The page that is being taken ends; the next begins at `time`.
  void end_page(std::uint64_t time);

  /// What a lane had come to when `page` began.
  std::int64_t value_before(std::size_t lane, std::uint32_t page) const;
  /// The steps of the pages in [first, last], one or two a page, the page being taken included.
  /// @param starts when each page begins
  void steps(std::size_t lane, LaneKind kind, std::uint32_t first, std::uint32_t last,
             const std::vector<std::uint64_t>& starts, std::vector<Step>& into) const;

 private:
  struct Part {  ///< what a lane did in one page that it was touched in
    std::uint32_t page = 0;
    std::uint8_t share = 100;
    std::int64_t most = 0;  ///< states: the one that it was in longest; rate: how many
    std::int64_t last = 0;
    std::int64_t low = 0;
    std::int64_t high = 0;
  };
  static constexpr std::size_t kStates = 4;
  struct Track {
    std::vector<Part> parts;
    std::int64_t value = 0;
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::int64_t count = 0;             ///< of a rate, in this page
    std::uint64_t since = 0;            ///< the value was set, or the page began
    std::uint64_t times[kStates] = {};  ///< ns in each state, in this page
    bool touched = false;
  };
  Track& track(std::size_t lane);
  void touch(std::size_t lane, Track& track);
  Part part(const Track& track, std::uint64_t end) const;

  std::vector<Track> tracks_;
  std::vector<std::size_t> touched_;
  std::uint32_t page_ = 0;
  std::uint64_t page_start_ = 0;
  std::uint64_t latest_ = 0;
};

}  // namespace lab::timeline
