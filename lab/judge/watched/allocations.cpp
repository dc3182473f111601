#include "lab/judge/watched/allocations.h"

#include <algorithm>

#include "lab/judge/watched/fields.h"

namespace lab::judge {
namespace {

/// One watch after another adds up; what lives is what the last one says.
void merge(AllocationTotal& into, const record::Event& event) {
  into.calls = add_capped(into.calls, count_in(event, "calls"));
  into.frees = add_capped(into.frees, count_in(event, "frees"));
  into.bytes = add_capped(into.bytes, count_in(event, "bytes"));
  into.live_bytes = count_in(event, "live_bytes");
  into.live_blocks = count_in(event, "live_blocks");
  into.peak_bytes = std::max(into.peak_bytes, count_in(event, "peak_bytes"));
}

/// The entry of `key`, or nullptr where there are `most` others already.
template <typename Totals, typename Key>
AllocationTotal* entry(Totals& totals, Key key, std::size_t most) {
  if (totals.size() >= most && !totals.contains(key)) return nullptr;
  return &totals[std::move(key)];
}

record::Value known(std::uint64_t number, bool is_known) {
  if (is_known) return number;
  return record::Absent{"no total was written: the host was stopped from outside"};
}

}  // namespace

void WatchedAllocations::add(const record::Event& event) {
  on = true;
  if (event.name == "alloc.call") {
    const bool frees = text_in(event, "call") == "free";
    ++(frees ? called.frees : called.calls);
    if (!frees) called.bytes = add_capped(called.bytes, count_in(event, "size"));
    return;
  }
  AllocationTotal* total = nullptr;
  if (event.name == "alloc.total") {
    has_totals = true;
    total = entry(domains, std::string(text_in(event, "domain")), kMostDomains);
  } else if (event.name == "alloc.line") {
    total =
        entry(lines, std::pair(std::string(text_in(event, "file")), line_in(event)), kMostLines);
  } else if (event.name == "alloc.size") {
    total = entry(sizes, count_in(event, "size_class"), kMostSizes);
  } else {
    return;
  }
  if (total != nullptr) {
    merge(*total, event);
  } else {
    ++left_out;
  }
}

void WatchedAllocations::rename_file(const std::string& from, const std::string& to) {
  decltype(lines) renamed;
  for (auto& [place, total] : lines)
    renamed[{place.first == from ? to : place.first, place.second}] = total;
  lines = std::move(renamed);
}

AllocationTotal WatchedAllocations::total() const {
  if (!has_totals) return called;
  AllocationTotal all;
  for (const auto& [domain, one] : domains) {
    all.calls = add_capped(all.calls, one.calls);
    all.frees = add_capped(all.frees, one.frees);
    all.bytes = add_capped(all.bytes, one.bytes);
    all.live_bytes = add_capped(all.live_bytes, one.live_bytes);
    all.live_blocks = add_capped(all.live_blocks, one.live_blocks);
    all.peak_bytes = add_capped(all.peak_bytes, one.peak_bytes);
  }
  return all;
}

std::vector<WatchedAllocations::Line> WatchedAllocations::largest(std::size_t most) const {
  std::vector<Line> all;
  for (const auto& [place, one] : lines)
    all.push_back({place.first, place.second, one});
  std::stable_sort(all.begin(), all.end(),
                   [](const Line& a, const Line& b) { return a.total.bytes > b.total.bytes; });
  if (all.size() > most) all.resize(most);
  return all;
}

record::Map WatchedAllocations::to_map() const {
  const AllocationTotal all = total();
  record::Map by_domain;
  for (const auto& [domain, one] : domains) {
    by_domain.emplace_back(domain, record::Map{{"calls", one.calls},
                                               {"frees", one.frees},
                                               {"bytes", one.bytes},
                                               {"live_bytes", one.live_bytes},
                                               {"live_blocks", one.live_blocks},
                                               {"peak_bytes", one.peak_bytes}});
  }
  return {{"calls", all.calls},
          {"frees", all.frees},
          {"bytes", all.bytes},
          {"live_bytes", known(all.live_bytes, has_totals)},
          {"live_blocks", known(all.live_blocks, has_totals)},
          {"peak_bytes", known(all.peak_bytes, has_totals)},
          {"domains", by_domain},
          {"left_out", left_out}};
}

}  // namespace lab::judge
