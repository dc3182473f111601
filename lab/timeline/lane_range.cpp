#include "lab/timeline/lane_range.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lab::timeline {

LaneRange::LaneRange(std::uint64_t from, std::vector<std::int64_t> values)
    : from_(from), before_(values), values_(std::move(values)), changes_(values_.size()) {}

void LaneRange::set(std::size_t lane, std::uint64_t time, std::int64_t value) {
  if (lane >= values_.size()) return;
  values_[lane] = value;
  changes_[lane].push_back({time, value, 0});
}

void LaneRange::add(std::size_t lane, std::uint64_t time, std::int64_t amount) {
  if (lane >= values_.size()) return;
  values_[lane] += amount;
  changes_[lane].push_back({time, values_[lane], amount});
}

std::vector<Step> LaneRange::steps(std::size_t lane, LaneKind kind) const {
  std::vector<Step> steps;
  if (lane >= values_.size()) return steps;
  if (kind != LaneKind::rate)
    steps.push_back({from_, before_[lane], before_[lane], before_[lane], 100});
  for (const Change& change : changes_[lane]) {
    const std::int64_t value = kind == LaneKind::rate ? change.amount : change.value;
    // Threads' clocks may be out of order by the length of an append.
    const std::uint64_t time =
        steps.empty() ? change.time : std::max(change.time, steps.back().time);
    steps.push_back({time, value, value, value, 100});
  }
  return steps;
}

namespace {

/// The parts of a range that steps are joined into.
class Parts {
 public:
  Parts(std::uint64_t from, std::uint64_t to, std::size_t most)
      : from_(from), length_(std::max<std::uint64_t>(1, (to - from) / most + 1)) {}
  std::uint64_t of(std::uint64_t time) const {
    return time <= from_ ? 0 : (time - from_) / length_;
  }
  std::uint64_t begin(std::uint64_t part) const { return from_ + part * length_; }

 private:
  std::uint64_t from_;
  std::uint64_t length_;
};

std::vector<Step> join_rate(const std::vector<Step>& steps, const Parts& parts) {
  std::vector<Step> joined;
  for (const Step& step : steps) {
    if (step.value == 0) continue;
    const std::uint64_t begin = parts.begin(parts.of(step.time));
    if (joined.empty() || joined.back().time < begin) {
      if (!joined.empty() && parts.of(joined.back().time) + 1 < parts.of(begin))
        joined.push_back({parts.begin(parts.of(joined.back().time) + 1), 0, 0, 0, 100});
      joined.push_back({begin, 0, 0, 0, 100});
    }
    joined.back().value += step.value;
    joined.back().low = joined.back().high = joined.back().value;
  }
  if (!joined.empty())
    joined.push_back({parts.begin(parts.of(joined.back().time) + 1), 0, 0, 0, 100});
  return joined;
}

std::vector<Step> join_series(const std::vector<Step>& steps, const Parts& parts) {
  std::vector<Step> joined;
  for (const Step& step : steps) {
    const std::uint64_t begin = parts.begin(parts.of(step.time));
    if (!joined.empty() && joined.back().time >= begin) {
      Step& last = joined.back();
      last.value = step.value;
      last.low = std::min(last.low, step.low);
      last.high = std::max(last.high, step.high);
      continue;
    }
    joined.push_back(step);
    if (joined.size() > 1) joined.back().time = begin;
  }
  return joined;
}

/// Of one part the time spent in each state.
struct Spent {
  static constexpr std::size_t kStates = 16;
  std::array<std::uint64_t, kStates> times{};
  std::uint64_t all = 0;

  void spend(const Step& step, std::uint64_t time) {
    const auto state = std::min<std::uint64_t>(
        static_cast<std::uint64_t>(std::max<std::int64_t>(step.value, 0)), kStates - 1);
    const std::uint64_t in_it = (time * step.share + 99) / 100;
    times[state] += in_it;
    times[0] += time - in_it;
    all += time;
  }
  Step step(std::uint64_t begin) const {
    const auto [state, share] = main_state(times);
    return {begin, state, state, state, share};
  }
};

std::vector<Step> join_states(const std::vector<Step>& steps, const Parts& parts,
                              std::uint64_t to) {
  std::vector<Step> joined;
  Spent spent;
  std::uint64_t part = parts.of(steps.front().time);
  const auto close = [&](std::uint64_t next) {
    const Step step = spent.step(parts.begin(part));
    if (joined.empty() || joined.back().value != step.value || joined.back().share != step.share)
      joined.push_back(step);
    spent = Spent();
    part = next;
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::uint64_t at = steps[i].time;
    const std::uint64_t end = i + 1 < steps.size() ? steps[i + 1].time : std::max(to, at);
    while (at < end) {
      if (parts.of(at) != part) close(parts.of(at));
      const std::uint64_t until = std::min(end, parts.begin(part + 1));
      // A stretch over many parts is one step, however many they are.
      if (spent.all == 0 && until - at == parts.begin(part + 1) - parts.begin(part)) {
        const std::uint64_t last = parts.of(end);
        if (last > part + 1) {
          spent.spend(steps[i], until - at);
          close(last);
          at = parts.begin(last);
          continue;
        }
      }
      spent.spend(steps[i], until - at);
      at = until;
    }
  }
  if (spent.all > 0) close(part);
  return joined;
}

}  // namespace

MainState main_state(std::span<const std::uint64_t> times) {
  const auto drawn = std::max_element(times.begin() + 1, times.end());
  const auto longest = *drawn > 0 ? drawn : times.begin();
  std::uint64_t all = 0;
  for (const std::uint64_t time : times)
    all += time;
  const std::uint64_t share = all == 0 ? 100 : std::max<std::uint64_t>(1, 100 * *longest / all);
  return {longest - times.begin(), static_cast<std::uint8_t>(share)};
}

bool join(std::vector<Step>& steps, LaneKind kind, std::uint64_t from, std::uint64_t to,
          std::size_t most) {
  if (steps.empty() || most == 0 || to <= from) return true;
  const Parts parts(from, to, most);
  if (kind == LaneKind::rate) {
    steps = join_rate(steps, parts);
    return false;
  }
  if (steps.size() <= most) return true;
  steps = kind == LaneKind::series ? join_series(steps, parts) : join_states(steps, parts, to);
  return false;
}

}  // namespace lab::timeline
