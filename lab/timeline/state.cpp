#include "lab/timeline/state.h"

#include <algorithm>

#include "lab/timeline/entry.h"

namespace lab::timeline {
namespace {

constexpr std::size_t kKeptPages = 24;

}  // namespace

const std::vector<Entry>& Timeline::State::page(Number number) {
  const Number first = number * kPageSize;
  const auto kept = std::find_if(pages_.begin(), pages_.end(), [&](const Page& page) {
    return page.number == number && (page.entries.size() == kPageSize || page.count == index.count);
  });
  if (kept != pages_.end()) {
    pages_.splice(pages_.begin(), pages_, kept);
    return pages_.front().entries;
  }
  pages_.remove_if([&](const Page& page) { return page.number == number; });
  Page page{number, index.count, {}};
  const Number end = std::min(first + kPageSize, index.count);
  if (number < index.offsets.size()) {
    log.again_from(index.offsets[number], [&](const record::RawRecord& raw) {
      const Number at = first + page.entries.size();
      if (at >= end) return false;
      auto decoded = log.decode(raw);
      if (!decoded) {
        decoded = record::Record{raw.offset, raw.time, raw.pid, raw.tid,
                                 record::Notice{"this record of the log does not decode"}};
      }
      Entry entry = make_entry(at, std::move(*decoded), index.shape(raw));
      entry.own = index.is_own(raw, at);
      page.entries.push_back(std::move(entry));
      return true;
    });
  }
  // Who looks at a record that was there is told, not stopped.
  for (Number at = first + page.entries.size(); at < end; ++at) {
    page.entries.push_back(make_entry(
        at, {0, 0, 0, 0, record::Notice{"the log was cut: this record is gone"}}, nullptr));
  }
  pages_.push_front(std::move(page));
  if (pages_.size() > kKeptPages) pages_.pop_back();
  return pages_.front().entries;
}

std::vector<std::pair<std::size_t, Number>> Timeline::State::before(Number first) const {
  std::vector<std::pair<std::size_t, Number>> lasts;
  for (std::size_t subject = 0; subject < index.subjects.count(); ++subject) {
    if (const auto last = index.subjects.last_before(subject, first))
      lasts.emplace_back(subject, *last);
  }
  return lasts;
}

LaneRange Timeline::State::read_lanes(std::uint32_t first, std::uint32_t last) {
  const std::size_t count = index.book.lanes().size();
  std::vector<std::int64_t> values(count);
  for (std::size_t lane = 0; lane < count; ++lane)
    values[lane] = index.lanes.value_before(lane, first);
  LaneRange range(index.starts[first], std::move(values));
  const std::uint64_t end =
      std::min<std::uint64_t>((std::uint64_t{last} + 1) * kPageSize, index.count);
  std::uint64_t number = std::uint64_t{first} * kPageSize;
  log.again_from(index.offsets[first], [&](const record::RawRecord& raw) {
    if (number >= end) return false;
    ++number;
    index.book.follow(raw, index.shape(raw), log, range);
    return true;
  });
  return range;
}

void trim(std::vector<Step>& steps, LaneKind kind, std::uint64_t from, std::uint64_t to) {
  const auto by_time = [](const Step& step, std::uint64_t time) { return step.time < time; };
  auto begin = std::lower_bound(steps.begin(), steps.end(), from, by_time);
  const auto end = std::lower_bound(steps.begin(), steps.end(), to, by_time);
  // Of a rate, what was counted before the range is none of it.
  const bool holds_on = kind != LaneKind::rate && begin != steps.begin();
  if (holds_on && (begin == steps.end() || begin->time > from)) --begin;
  std::vector<Step> kept(begin, std::max(begin, end));
  steps.swap(kept);
}

}  // namespace lab::timeline
