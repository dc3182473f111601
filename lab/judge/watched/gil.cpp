#include "lab/judge/watched/gil.h"

#include <algorithm>

namespace lab::judge {
namespace {

bool handoff_in(const record::Event& event) {
  for (const auto& [name, value] : event.fields) {
    if (name != "handoff") continue;
    if (const bool* flag = value.get_if<bool>()) return *flag;
  }
  return count_in(event, "handoff") != 0;
}

std::uint32_t thread_in(const record::Event& event, std::string_view name) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(count_in(event, name), UINT32_MAX));
}

/// Keeps the longest, the longest first.
void keep(std::vector<GilSpan>& spans, const GilSpan& span) {
  if (span.nanoseconds == 0) return;
  const auto place = std::find_if(spans.begin(), spans.end(), [&](const GilSpan& one) {
    return one.nanoseconds < span.nanoseconds;
  });
  spans.insert(place, span);
  if (spans.size() > WatchedGil::kMostSpans) spans.pop_back();
}

bool worth_keeping(const std::vector<GilSpan>& spans, std::uint64_t nanoseconds) {
  return spans.size() < WatchedGil::kMostSpans || spans.back().nanoseconds < nanoseconds;
}

}  // namespace

std::uint64_t GilLedger::switch_number() const {
  if (!first_number || last_number < *first_number) return counted;
  return add_capped(counted, last_number - *first_number);
}

void WatchedGil::add(const record::Event& event, const EventOrigin& origin) {
  on = true;
  const std::string_view what = std::string_view(event.name).substr(4);
  if (what == "site") return add_site(event);
  if (what == "thread") {
    const std::pair key(origin.pid, origin.tid);
    if (names.size() >= kMostThreads && !names.contains(key)) return void(++left_out);
    names[key] = text_in(event, "name");
    return;
  }
  const bool is_short = what == "let_go" || what == "retake";
  GilLedger* found = is_short ? last_ledger_of(origin.pid, origin.tid)
                              : ledger_of(origin.pid, address_in(event, "gil"));
  if (found == nullptr) return void(++left_out);
  GilLedger& ledger = *found;
  axis.begin(origin.time);
  ledger.time = std::max({ledger.time, axis.origin(), std::min(origin.time, GilAxis::kLastTime)});
  reach(ledger.time);
  if (what == "take") {
    return take(ledger, origin.tid,
                {thread_in(event, "from"), handoff_in(event), count_in(event, "switch_number")});
  }
  if (what == "retake") return take(ledger, origin.tid, {origin.tid, false, ledger.last_number});
  if (what == "drop")
    return drop(ledger, origin.tid, text_in(event, "reason"), count_in(event, "site"));
  if (what == "let_go") return drop(ledger, origin.tid, "blocking", count_in(event, "site"));
  if (what == "wait") {
    GilThread* thread = thread_of(ledger, origin.tid);
    if (thread != nullptr) enter(*thread, GilState::waits, ledger.time);
  } else if (what == "request") {
    if (!ledger.request) ledger.request = ledger.time;
  } else if (what == "start") {
    begin(ledger, event);
  } else if (what == "end") {
    ledger.last_number = count_in(event, "switch_number");
    close(ledger);
    ledger.ended = true;
  }
}

GilLedger* WatchedGil::ledger_of(std::uint32_t pid, std::uint64_t gil) {
  const std::pair key(pid, gil);
  if (const auto found = ledgers_by_.find(key); found != ledgers_by_.end())
    return &ledgers[found->second];
  if (ledgers.size() >= kMostGils) return nullptr;
  ledgers_by_[key] = ledgers.size();
  GilLedger& ledger = ledgers.emplace_back();
  ledger.pid = pid;
  ledger.gil = gil;
  return &ledger;
}

/// The one that a short event of this thread is about; null: a log without its beginning.
GilLedger* WatchedGil::last_ledger_of(std::uint32_t pid, std::uint32_t tid) {
  const auto found = last_ledgers_.find({pid, tid});
  return found == last_ledgers_.end() ? nullptr : &ledgers[found->second];
}

void WatchedGil::remember_last(const GilLedger& ledger, std::uint32_t tid) {
  const std::pair key(ledger.pid, tid);
  const auto at = static_cast<std::size_t>(&ledger - ledgers.data());
  if (const auto found = last_ledgers_.find(key); found != last_ledgers_.end())
    found->second = at;
  else if (last_ledgers_.size() < kMostThreads)
    last_ledgers_.emplace(key, at);
}

GilThread* WatchedGil::thread_of(GilLedger& ledger, std::uint32_t tid) {
  if (const auto found = ledger.threads.find(tid); found != ledger.threads.end())
    return &threads[found->second];
  if (threads.size() >= kMostThreads) {
    ++left_out;
    return nullptr;
  }
  ledger.threads[tid] = threads.size();
  GilThread& thread = threads.emplace_back();
  thread.pid = ledger.pid;
  thread.tid = tid;
  return &thread;
}

void WatchedGil::reach(std::uint64_t time) {
  for (int halved = axis.reach(time); halved > 0; --halved) {
    for (GilThread& thread : threads)
      thread.timeline.halve();
  }
}

void WatchedGil::spend(GilThread& thread, GilState state, std::uint64_t from, std::uint64_t to) {
  if (from >= to) return;
  thread.time[static_cast<std::size_t>(state)] += to - from;
  thread.timeline.add(axis, state, from, to);
}

/// What a thread holds is added up when it lets go: only then it is known how it spent the hold.
void WatchedGil::enter(GilThread& thread, std::optional<GilState> state, std::uint64_t time) {
  const bool counts = thread.state && *thread.state != GilState::runs;
  if (counts) spend(thread, *thread.state, thread.since, time);
  thread.state = state;
  thread.since = time;
}

void WatchedGil::begin(GilLedger& ledger, const record::Event& event) {
  if (ledger.first_number) close(ledger);  // begun twice: the first one has no end
  ledger.ended = false;
  ledger.interval_us = count_in(event, "interval_us");
  ledger.first_number = ledger.last_number = count_in(event, "switch_number");
  if (const std::uint32_t holder = thread_in(event, "holder"); holder != 0) {
    remember_last(ledger, holder);
    hold(ledger, holder);
  }
}

void WatchedGil::hold(GilLedger& ledger, std::uint32_t tid) {
  ledger.holder = tid;
  ledger.holder_known = true;
  ledger.hold_start = ledger.time;
  ledger.request.reset();
  GilThread* thread = thread_of(ledger, tid);
  if (thread != nullptr) enter(*thread, GilState::runs, ledger.time);
}

void WatchedGil::take(GilLedger& ledger, std::uint32_t tid, const Take& how) {
  if (ledger.holder != 0) {
    ++ledger.overlaps;
    let_go(ledger, 0);
  }
  ++ledger.takes;
  if (how.handoff) ++ledger.handoffs;
  ledger.last_number = how.number;
  if (!ledger.first_number) ledger.first_number = how.number - (how.handoff ? 1 : 0);
  if (GilThread* thread = thread_of(ledger, tid); thread != nullptr) {
    ++thread->takes;
    if (thread->state == GilState::waits) {
      keep(longest_waits,
           {ledger.time - thread->since, 0, thread->last_site, ledger.pid, tid, how.from});
    }
  }
  remember_last(ledger, tid);
  hold(ledger, tid);
}

void WatchedGil::drop(GilLedger& ledger, std::uint32_t tid, std::string_view reason,
                      std::uint64_t site) {
  if (ledger.holder != tid && ledger.holder_known) ++ledger.overlaps;
  if (ledger.holder == tid) let_go(ledger, site);
  const bool forced = reason == "request";
  ledger.forced += forced;
  if (const auto found = sites.find(site); found != sites.end())
    ++(forced ? found->second.forced : found->second.blocking);
  remember_last(ledger, tid);
  GilThread* thread = thread_of(ledger, tid);
  if (thread == nullptr) return;
  thread->forced += forced;
  thread->last_site = site;
  enter(*thread, reason == "ended" ? std::nullopt : std::optional(GilState::off), ledger.time);
}

/// The hold ends; its thread is off until something else is said of it.
void WatchedGil::let_go(GilLedger& ledger, std::uint64_t site) {
  const std::uint64_t end = ledger.time;
  const std::uint64_t asked = ledger.request.value_or(end);
  const bool stuck = end - asked >= kAnswerTime;
  const std::uint64_t ran_until = stuck ? asked : end;
  if (GilThread* thread = thread_of(ledger, ledger.holder); thread != nullptr) {
    spend(*thread, GilState::runs, ledger.hold_start, ran_until);
    spend(*thread, GilState::stuck, ran_until, end);
    thread->state = GilState::off;
    thread->since = end;
  }
  const std::uint64_t length = end - ledger.hold_start;
  if (worth_keeping(longest_holds, length)) {
    keep(longest_holds,
         {length, end - ran_until, site, ledger.pid, ledger.holder, longest_waiter(ledger)});
  }
  ledger.holder = 0;
  ledger.request.reset();
}

std::uint32_t WatchedGil::longest_waiter(const GilLedger& ledger) const {
  const GilThread* longest = nullptr;
  for (const auto& [tid, at] : ledger.threads) {
    const GilThread& one = threads[at];
    if (one.state != GilState::waits) continue;
    const bool longer = longest == nullptr ||
                        std::pair(one.since, one.tid) < std::pair(longest->since, longest->tid);
    if (longer) longest = &one;
  }
  return longest == nullptr ? 0 : longest->tid;
}

void WatchedGil::close(GilLedger& ledger) {
  if (ledger.holder != 0) let_go(ledger, 0);
  for (const auto& [tid, at] : ledger.threads)
    enter(threads[at], std::nullopt, ledger.time);
  ledger.counted = ledger.switch_number();
  ledger.first_number.reset();
  ledger.holder_known = false;
}

void WatchedGil::finish() {
  for (GilLedger& ledger : ledgers)
    close(ledger);
}

void WatchedGil::add_site(const record::Event& event) {
  const std::uint64_t number = count_in(event, "site");
  if (number == 0 || (sites.size() >= kMostSites && !sites.contains(number)))
    return void(++left_out);
  GilSite& site = sites[number];
  site.place = place_in(event);
  site.function = text_in(event, "function");
  site.called = text_in(event, "called");
}

void WatchedGil::rename_file(const std::string& from, const std::string& to) {
  for (auto& [number, site] : sites) {
    if (site.place.file == from) site.place.file = to;
  }
}

}  // namespace lab::judge
