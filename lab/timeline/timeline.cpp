#include "lab/timeline/timeline.h"

#include <algorithm>

#include "lab/timeline/entry.h"
#include "lab/timeline/index.h"
#include "lab/timeline/lane_range.h"
#include "lab/timeline/state.h"

namespace lab::timeline {
namespace {

/// Up to so many pages of a range are read for its lanes; a longer one is drawn from the index.
constexpr std::uint64_t kReadPages = 256;
constexpr int kRecordsPerLook = 1024;

using Clock = std::chrono::steady_clock;

}  // namespace

Timeline::Timeline(const std::filesystem::path& log) : state_(std::make_unique<State>(log)) {}
Timeline::~Timeline() = default;
Timeline::Timeline(Timeline&&) noexcept = default;
Timeline& Timeline::operator=(Timeline&&) noexcept = default;

bool Timeline::advance(std::chrono::milliseconds budget) {
  const auto end = Clock::now() + budget;
  State& state = *state_;
  for (;;) {
    for (int i = 0; i < kRecordsPerLook; ++i) {
      const auto record = state.log.next_raw();
      if (!record) {
        state.at_end = true;
        state.index.count_names();
        return false;
      }
      state.position = record->offset;
      state.index.take(*record);
    }
    state.at_end = false;
    if (Clock::now() >= end) {
      state.index.count_names();
      return true;
    }
  }
}

Number Timeline::count() const {
  return state_->index.count;
}
bool Timeline::finished() const {
  return state_->at_end && state_->log.finished();
}
double Timeline::progress() const {
  if (state_->at_end || state_->log.size() == 0) return 1;
  return static_cast<double>(state_->position) / static_cast<double>(state_->log.size());
}
std::uint64_t Timeline::begin_time() const {
  return state_->index.begin_time;
}
std::uint64_t Timeline::end_time() const {
  return state_->index.end_time;
}
record::Reader::Damage Timeline::damage() const {
  return state_->log.damage();
}
const Overview& Timeline::overview() const {
  return state_->index.overview;
}

const Entry& Timeline::at(Number number) {
  const std::vector<Entry>& page = state_->page(number / kPageSize);
  return page.at(number % kPageSize);
}

Moment Timeline::moment(Number number) {
  State& state = *state_;
  const Number first = number - number % kPageSize;
  Moment moment;
  moment.number = number;
  for (const auto& [subject, last] : state.before(first))
    moment.subjects[state.index.subjects.name(subject)] = state.entry(last);
  for (Number at = first; at <= number; ++at) {
    const Entry& entry = this->at(at);
    if (!entry.subject.empty()) moment.subjects[entry.subject] = entry;
    moment.time = entry.record.time;
  }
  add_structure_behind(number, moment);
  return moment;
}

/// A change and the picture of what it has made are one: the picture stands a few records behind it.
void Timeline::add_structure_behind(Number number, Moment& moment) {
  const Entry change = at(number);
  if (change.name != "object.change") return;
  const std::string wanted = "structure" + change.subject.substr(change.subject.find('/'));
  for (Number behind = number + 1; behind < count() && behind <= number + kPageSize; ++behind) {
    const Entry& entry = at(behind);
    if (entry.record.tid != change.record.tid) continue;
    if (entry.subject == wanted) moment.subjects[wanted] = entry;
    if (entry.name != "object.change" || entry.subject != change.subject) return;
  }
}

std::map<std::string, Entry> Timeline::before_page(Number number) {
  std::map<std::string, Entry> subjects;
  State& state = *state_;
  for (const auto& [subject, last] : state.before(number - number % kPageSize))
    subjects[state.index.subjects.name(subject)] = state.entry(last);
  return subjects;
}

Number Timeline::number_at(std::uint64_t time) {
  const std::vector<std::uint64_t>& starts = state_->index.starts;
  const auto after = std::upper_bound(starts.begin(), starts.end(), time);
  if (after == starts.begin()) return 0;
  const auto page = static_cast<Number>(after - starts.begin()) - 1;
  const std::vector<Entry>& entries = state_->page(page);
  Number found = page * kPageSize;
  for (const Entry& entry : entries) {
    if (entry.record.time <= time) found = entry.number;
  }
  return found;
}

std::vector<Lane> Timeline::lanes() const {
  std::vector<Lane> lanes = state_->index.book.lanes();
  for (Lane& lane : lanes) {
    if (lane.group != "locks") continue;
    for (const Thread& thread : state_->index.overview.threads) {
      if (lane.id == "locks/" + std::to_string(thread.pid) + "/" + std::to_string(thread.tid) &&
          !thread.name.empty())
        lane.title = thread.name;
    }
  }
  return lanes;
}

std::vector<Lane> Timeline::lanes(std::uint64_t from, std::uint64_t to, std::size_t steps,
                                  const std::set<std::string>& ids) {
  std::vector<Lane> lanes = this->lanes();
  State& state = *state_;
  Index& index = state.index;
  if (index.count == 0) return lanes;
  const auto page_of = [&](std::uint64_t time) {
    const auto after = std::upper_bound(index.starts.begin(), index.starts.end(), time);
    return static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(1, after - index.starts.begin()) -
                                      1);
  };
  // Records of different threads may stand out of order by the length of an append: a page more.
  const std::uint32_t first = page_of(from) == 0 ? 0 : page_of(from) - 1;
  const std::uint32_t last = page_of(to);
  const bool read = last - first < kReadPages;
  std::optional<LaneRange> range;
  if (read) range = state.read_lanes(first, last);
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    Lane& lane = lanes[i];
    if (!ids.empty() && !ids.contains(lane.id)) continue;
    if (read) {
      lane.steps = range->steps(i, lane.kind);
    } else {
      if (lane.kind != LaneKind::rate) {
        const std::int64_t value = index.lanes.value_before(i, first);
        lane.steps.push_back({index.starts[first], value, value, value, 100});
      }
      index.lanes.steps(i, lane.kind, first, last, index.starts, lane.steps);
    }
    trim(lane.steps, lane.kind, from, to);
    lane.exact = join(lane.steps, lane.kind, from, to, steps) && read;
  }
  if (!ids.empty()) std::erase_if(lanes, [&](const Lane& lane) { return !ids.contains(lane.id); });
  return lanes;
}

}  // namespace lab::timeline
