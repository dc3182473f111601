#include "lab/judge/watched/locks.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

namespace lab::judge {
namespace {

/// " (x.py:10)"; empty where nothing was said.
std::string in_brackets(const EventPlace& place) {
  if (place.file.empty()) return {};
  return fmt::format(" ({}:{})", std::filesystem::path(place.file).filename().string(), place.line);
}

EventPlace place_named(const record::Event& event, std::string_view file, std::string_view line) {
  const auto number = integer_in(event, line).value_or(0);
  constexpr std::int64_t kMostLines = 1 << 30;
  return {std::string(text_in(event, file)), "",
          number > 0 && number < kMostLines ? static_cast<int>(number) : 0, ""};
}

DeadlockedThread thread_in(const record::Event& event) {
  DeadlockedThread one;
  one.thread = text_in(event, "thread");
  one.thread_id = count_in(event, "thread_id");
  one.holds = text_in(event, "holds");
  one.held = place_named(event, "held_file", "held_line");
  one.wants = text_in(event, "wants");
  one.place = place_in(event);
  return one;
}

record::Map place_map(const EventPlace& place) {
  return {{"file", place.file}, {"line", std::int64_t{place.line}}};
}

record::List list_of(const std::vector<DeadlockedThread>& threads) {
  record::List list;
  for (const DeadlockedThread& one : threads) {
    list.emplace_back(record::Map{{"thread", one.thread},
                                  {"tid", one.thread_id},
                                  {"holds", one.holds},
                                  {"held_at", place_map(one.held)},
                                  {"waits_for", one.wants},
                                  {"at", place_map(one.place)}});
  }
  return list;
}

constexpr double kMicrosecond = 1e3;

double lock_microseconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / kMicrosecond;
}

record::Map map_of(const WatchedLock& lock) {
  record::Value acquisitions = record::Absent{"the host was stopped before it wrote a total"};
  if (lock.acquisitions) acquisitions = *lock.acquisitions;
  return {{"name", lock.name},
          {"type", lock.type},
          {"made", place_map(lock.made)},
          {"locks", lock.locks},
          {"acquisitions", acquisitions},
          {"contended", lock.contended},
          {"timeouts", lock.timeouts},
          {"busy", lock.busy},
          {"waited_us", lock_microseconds(lock.waited_ns)},
          {"longest_us", lock_microseconds(lock.longest_ns)},
          {"longest_at", place_map(lock.longest_at)},
          {"signals", lock.signals},
          {"signals_us", lock_microseconds(lock.signals_ns)},
          {"foreign", lock.foreign},
          {"waiting", lock.waiting}};
}

}  // namespace

std::string WatchedLock::label() const {
  if (!name.empty()) return name;
  const std::string what = id == 0 ? type : fmt::format("{} {}", type, id);
  const std::string file = std::filesystem::path(made.file).filename().string();
  return file.empty() ? what : fmt::format("{} of {}:{}", what, file, made.line);
}

std::string WatchedDeadlock::sentence() const {
  std::string text;
  for (const DeadlockedThread& one : cycle) {
    text.append(text.empty() ? "" : "; ").append(one.thread);
    if (!one.holds.empty()) text += " holds " + one.holds + in_brackets(one.held) + " and";
    const bool same = cycle.size() == 1 && one.wants == one.holds;
    text += " waits for " + (same ? "it again" : one.wants) + in_brackets(one.place);
  }
  return text;
}

WatchedLock* WatchedLocks::lock_of(const record::Event& event) {
  const std::uint64_t id = count_in(event, "lock");
  const auto found = by_id_.find(id);
  if (found != by_id_.end()) return &locks[found->second];
  if (locks.size() >= kMostLocks) {
    ++left_out;
    return nullptr;
  }
  if (id != 0) by_id_.emplace(id, locks.size());
  locks.emplace_back().id = id;
  return &locks.back();
}

void WatchedLocks::add_wait(const record::Event& event) {
  if (count_in(event, "lock") == 0) {
    ++joins;
    return;
  }
  WatchedLock* lock = lock_of(event);
  if (lock != nullptr) ++lock->waiting;
}

void WatchedLocks::add_acquire(const record::Event& event) {
  if (count_in(event, "lock") == 0) return;
  WatchedLock* lock = lock_of(event);
  const std::uint64_t waited = count_in(event, "waited_ns");
  if (lock == nullptr || waited == 0) return;  // nobody waited: it is in the total only
  if (lock->waiting > 0) --lock->waiting;
  if (text_in(event, "for") != "acquire") {
    ++lock->signals;
    lock->signals_ns = add_capped(lock->signals_ns, waited);
    return;
  }
  ++(text_in(event, "outcome") == "acquired" ? lock->contended : lock->timeouts);
  lock->waited_ns = add_capped(lock->waited_ns, waited);
  if (waited <= lock->longest_ns) return;
  lock->longest_ns = waited;
  lock->longest_at = place_in(event);
}

/// The host's own sums stand for what was added up until then.
void WatchedLocks::add_total(const record::Event& event) {
  WatchedLock* lock = lock_of(event);
  if (lock == nullptr) return;
  lock->name = text_in(event, "name");
  lock->type = text_in(event, "type");
  lock->made = place_in(event);
  lock->locks = count_in(event, "locks");
  lock->acquisitions = count_in(event, "acquisitions");
  lock->contended = count_in(event, "contended");
  lock->timeouts = count_in(event, "timeouts");
  lock->busy = count_in(event, "busy");
  lock->waited_ns = count_in(event, "waited_ns");
  lock->longest_ns = count_in(event, "longest_ns");
  lock->longest_at = place_named(event, "longest_file", "longest_line");
  lock->signals = count_in(event, "signals");
  lock->signals_ns = count_in(event, "signals_ns");
  lock->foreign = count_in(event, "foreign");
}

void WatchedLocks::add_deadlock(const record::Event& event) {
  const std::uint64_t number = count_in(event, "deadlock");
  if (!told_.contains(number) && told_.size() >= kMostDeadlocks) {
    ++left_out;
    return;
  }
  Told& told = told_[number];
  if (event.name == "deadlock") {
    told.whole = true;
    told.deadlock.formed_ns = count_in(event, "formed_ns");
    return;
  }
  auto& threads = event.name == "deadlock.edge" ? told.deadlock.cycle : told.deadlock.also;
  if (threads.size() < kMostThreads) threads.push_back(thread_in(event));
}

void WatchedLocks::add(const record::Event& event) {
  if (event.name.starts_with("deadlock")) {
    on = true;
    return add_deadlock(event);
  }
  if (event.name == "lock.wait") {
    add_wait(event);
  } else if (event.name == "lock.acquire") {
    add_acquire(event);
  } else if (event.name == "lock.total") {
    add_total(event);
  } else if (event.name == "lock.new") {
    if (WatchedLock* lock = lock_of(event)) {
      lock->name = text_in(event, "name");
      lock->type = text_in(event, "type");
      lock->made = place_in(event);
    }
  } else if (event.name != "lock.release") {
    return;
  }
  on = true;
}

void WatchedLocks::rename_file(const std::string& from, const std::string& to) {
  const auto rename = [&](EventPlace& place) {
    if (place.file == from) place.file = to;
  };
  for (WatchedLock& lock : locks) {
    rename(lock.made);
    rename(lock.longest_at);
  }
  for (auto& [number, told] : told_) {
    for (auto* threads : {&told.deadlock.cycle, &told.deadlock.also}) {
      for (DeadlockedThread& one : *threads) {
        rename(one.held);
        rename(one.place);
      }
    }
  }
}

std::vector<const WatchedDeadlock*> WatchedLocks::deadlocks() const {
  std::vector<const WatchedDeadlock*> all;
  for (const auto& [number, told] : told_) {
    if (told.whole && !told.deadlock.cycle.empty()) all.push_back(&told.deadlock);
  }
  return all;
}

record::Map WatchedLocks::to_map() const {
  record::List all;
  for (const WatchedLock& lock : locks)
    all.emplace_back(map_of(lock));
  record::List cycles;
  for (const WatchedDeadlock* deadlock : deadlocks()) {
    cycles.emplace_back(record::Map{{"sentence", deadlock->sentence()},
                                    {"cycle", list_of(deadlock->cycle)},
                                    {"also", list_of(deadlock->also)},
                                    {"told_after_us", lock_microseconds(deadlock->formed_ns)}});
  }
  return {{"locks", all}, {"deadlocks", cycles}, {"joins", joins}, {"left_out", left_out}};
}

}  // namespace lab::judge
