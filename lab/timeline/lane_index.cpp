#include "lab/timeline/lane_index.h"

#include <algorithm>

namespace lab::timeline {

LaneIndex::Track& LaneIndex::track(std::size_t lane) {
  if (lane >= tracks_.size()) tracks_.resize(lane + 1);
  return tracks_[lane];
}

void LaneIndex::touch(std::size_t lane, Track& track) {
  if (track.touched) return;
  track.touched = true;
  track.low = track.high = track.value;
  track.since = page_start_;
  touched_.push_back(lane);
}

void LaneIndex::set(std::size_t lane, std::uint64_t time, std::int64_t value) {
  Track& changed = track(lane);
  touch(lane, changed);
  latest_ = std::max(latest_, time);
  if (changed.value >= 0 && changed.value < static_cast<std::int64_t>(kStates) &&
      time > changed.since) {
    changed.times[changed.value] += time - changed.since;
  }
  changed.since = std::max(changed.since, time);
  changed.value = value;
  changed.low = std::min(changed.low, value);
  changed.high = std::max(changed.high, value);
}

void LaneIndex::add(std::size_t lane, std::uint64_t time, std::int64_t amount) {
  Track& changed = track(lane);
  touch(lane, changed);
  latest_ = std::max(latest_, time);
  changed.count += amount;
  changed.value += amount;
  changed.low = std::min(changed.low, changed.value);
  changed.high = std::max(changed.high, changed.value);
}

LaneIndex::Part LaneIndex::part(const Track& track, std::uint64_t end) const {
  std::uint64_t times[kStates];
  std::copy(std::begin(track.times), std::end(track.times), std::begin(times));
  if (track.value >= 0 && track.value < static_cast<std::int64_t>(kStates) && end > track.since)
    times[track.value] += end - track.since;
  const auto [state, share] = main_state(times);
  Part part;
  part.page = page_;
  part.most = state;
  part.share = share;
  part.last = track.value;
  part.low = track.low;
  part.high = track.high;
  return part;
}

void LaneIndex::end_page(std::uint64_t time) {
  for (const std::size_t lane : touched_) {
    Track& track = tracks_[lane];
    track.parts.push_back(part(track, time));
    if (track.count != 0) track.parts.back().most = track.count;
    std::fill(std::begin(track.times), std::end(track.times), 0);
    track.count = 0;
    track.touched = false;
  }
  touched_.clear();
  page_start_ = time;
  ++page_;
}

std::int64_t LaneIndex::value_before(std::size_t lane, std::uint32_t page) const {
  if (lane >= tracks_.size()) return 0;
  const std::vector<Part>& parts = tracks_[lane].parts;
  const auto after = std::partition_point(parts.begin(), parts.end(),
                                          [&](const Part& part) { return part.page < page; });
  return after == parts.begin() ? 0 : std::prev(after)->last;
}

void LaneIndex::steps(std::size_t lane, LaneKind kind, std::uint32_t first, std::uint32_t last,
                      const std::vector<std::uint64_t>& starts, std::vector<Step>& into) const {
  if (lane >= tracks_.size() || starts.empty()) return;
  const Track& track = tracks_[lane];
  const auto begin_of = [&](std::uint32_t page) {
    return page < starts.size() ? starts[page] : latest_;
  };
  const auto give = [&](const Part& part, std::int64_t count) {
    const std::uint64_t begin = begin_of(part.page);
    if (kind == LaneKind::rate) {
      into.push_back({begin, count, count, count, 100});
      if (begin_of(part.page + 1) > begin) into.push_back({begin_of(part.page + 1), 0, 0, 0, 100});
      return;
    }
    if (kind == LaneKind::states) {
      into.push_back({begin, part.most, part.most, part.most, part.share});
    } else {
      into.push_back({begin, part.last, part.low, part.high, 100});
    }
    into.push_back({begin_of(part.page + 1), part.last, part.last, part.last, 100});
  };
  const auto from = std::partition_point(track.parts.begin(), track.parts.end(),
                                         [&](const Part& part) { return part.page < first; });
  for (auto part = from; part != track.parts.end() && part->page <= last; ++part)
    give(*part, part->most);
  if (track.touched && page_ >= first && page_ <= last) give(part(track, latest_), track.count);
}

}  // namespace lab::timeline
