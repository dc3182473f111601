#include <algorithm>

#include "lab/judge/watched/gil.h"

// What the ledgers come to over the whole run, and as JSON.

namespace lab::judge {
namespace {

constexpr std::string_view kNotSaid = "the log does not say";

std::uint64_t microseconds(std::uint64_t nanoseconds) {
  return nanoseconds / 1000;
}

record::Value text_or_absent(const std::string& text) {
  if (text.empty()) return record::Absent{std::string(kNotSaid)};
  return text;
}

record::Map thread_map(const WatchedGil& gil, const GilThread& thread) {
  return {{"pid", std::uint64_t{thread.pid}},
          {"tid", std::uint64_t{thread.tid}},
          {"name", gil.name_of(thread.pid, thread.tid)},
          {"held_us", microseconds(thread.held())},
          {"in_c_us", microseconds(thread.of(GilState::stuck))},
          {"waiting_us", microseconds(thread.of(GilState::waits))},
          {"off_us", microseconds(thread.of(GilState::off))},
          {"takes", thread.takes},
          {"forced", thread.forced}};
}

record::Map span_map(const WatchedGil& gil, const GilSpan& span, bool hold) {
  static const GilSite kUnknown;
  const GilSite* found = gil.site(span.site);
  const GilSite& site = found == nullptr ? kUnknown : *found;
  record::Map map = {{"us", microseconds(span.nanoseconds)}};
  if (hold) map.emplace_back("in_c_us", microseconds(span.stuck));
  if (hold) map.emplace_back("in_c", span.stuck > 0);
  map.emplace_back("pid", std::uint64_t{span.pid});
  map.emplace_back("thread", gil.name_of(span.pid, span.tid));
  const std::string other = span.other == 0 ? "" : gil.name_of(span.pid, span.other);
  map.emplace_back(hold ? "waiter" : "holder", text_or_absent(other));
  map.emplace_back("file", text_or_absent(site.place.file));
  map.emplace_back("code", text_or_absent(site.place.code));
  map.emplace_back("line", site.place.line > 0
                               ? record::Value(std::int64_t{site.place.line})
                               : record::Value(record::Absent{std::string(kNotSaid)}));
  map.emplace_back("function", text_or_absent(site.function));
  map.emplace_back("called", text_or_absent(site.called));
  return map;
}

record::Map site_map(const GilSite& site) {
  return {{"file", text_or_absent(site.place.file)},
          {"line", std::int64_t{site.place.line}},
          {"code", text_or_absent(site.place.code)},
          {"function", text_or_absent(site.function)},
          {"called", text_or_absent(site.called)},
          {"blocking", site.blocking},
          {"forced", site.forced}};
}

/// The places with the most drops first.
record::List busiest_sites(const std::map<std::uint64_t, GilSite>& sites) {
  std::vector<const GilSite*> order;
  for (const auto& [number, site] : sites)
    order.push_back(&site);
  std::stable_sort(order.begin(), order.end(), [](const GilSite* a, const GilSite* b) {
    return a->blocking + a->forced > b->blocking + b->forced;
  });
  if (order.size() > WatchedGil::kMostToldSites) order.resize(WatchedGil::kMostToldSites);
  record::List list;
  for (const GilSite* site : order)
    list.push_back(site_map(*site));
  return list;
}

}  // namespace

std::uint64_t WatchedGil::handoffs() const {
  std::uint64_t sum = 0;
  for (const GilLedger& ledger : ledgers)
    sum = add_capped(sum, ledger.handoffs);
  return sum;
}

std::uint64_t WatchedGil::switch_number() const {
  std::uint64_t sum = 0;
  for (const GilLedger& ledger : ledgers)
    sum = add_capped(sum, ledger.switch_number());
  return sum;
}

std::uint64_t WatchedGil::forced() const {
  std::uint64_t sum = 0;
  for (const GilLedger& ledger : ledgers)
    sum = add_capped(sum, ledger.forced);
  return sum;
}

std::uint64_t WatchedGil::overlaps() const {
  std::uint64_t sum = 0;
  for (const GilLedger& ledger : ledgers)
    sum = add_capped(sum, ledger.overlaps);
  return sum;
}

bool WatchedGil::agrees() const {
  return std::all_of(ledgers.begin(), ledgers.end(), [](const GilLedger& ledger) {
    return ledger.handoffs == ledger.switch_number();
  });
}

bool WatchedGil::cut_off() const {
  return std::any_of(ledgers.begin(), ledgers.end(),
                     [](const GilLedger& ledger) { return !ledger.ended; });
}

std::string WatchedGil::name_of(std::uint32_t pid, std::uint32_t tid) const {
  const auto found = names.find({pid, tid});
  if (found != names.end() && !found->second.empty()) return found->second;
  return pid == tid ? "main thread" : "thread " + std::to_string(tid);
}

const GilSite* WatchedGil::site(std::uint64_t number) const {
  const auto found = sites.find(number);
  return found == sites.end() ? nullptr : &found->second;
}

record::Map WatchedGil::to_map() const {
  record::List all_threads;
  for (const GilThread& thread : threads)
    all_threads.push_back(thread_map(*this, thread));
  record::List holds;
  for (const GilSpan& span : longest_holds)
    holds.push_back(span_map(*this, span, true));
  record::List waits;
  for (const GilSpan& span : longest_waits)
    waits.push_back(span_map(*this, span, false));
  record::List processes;
  for (const GilLedger& ledger : ledgers) {
    processes.push_back(record::Map{{"pid", std::uint64_t{ledger.pid}},
                                    {"gil", record::Address{ledger.gil}},
                                    {"handoffs", ledger.handoffs},
                                    {"switch_number", ledger.switch_number()},
                                    {"forced", ledger.forced},
                                    {"takes", ledger.takes},
                                    {"threads", std::uint64_t{ledger.threads.size()}},
                                    {"overlaps", ledger.overlaps},
                                    {"ended", ledger.ended}});
  }
  const std::uint64_t longest = longest_holds.empty() ? 0 : longest_holds.front().nanoseconds;
  return {{"handoffs", handoffs()},
          {"switch_number", switch_number()},
          {"forced", forced()},
          {"longest_hold_us", microseconds(longest)},
          {"agrees", agrees()},
          {"overlaps", overlaps()},
          {"threads", std::move(all_threads)},
          {"longest_holds", std::move(holds)},
          {"longest_waits", std::move(waits)},
          {"sites", busiest_sites(sites)},
          {"processes", std::move(processes)},
          {"left_out", left_out}};
}

}  // namespace lab::judge
