#include "bindings/watch/gil_ledger.h"

#include <array>
#include <string>
#include <thread>

#include "bindings/watch/gil_sites.h"
#include "bindings/watch/gil_threads.h"
#include "bindings/watch/text_number.h"
#include "lab/record/identity.h"

// Every event of a GIL is written under that GIL's own mutex, by the thread that it is about, so
// the order in the log is the order in which it happened, and one reading of a quick clock suffices
// for each: its times never go back.
//
// The ledger counts the hand-offs that it has written; the interpreter counts its own
// (switch_number). A GIL is followed from a moment at which its mutex is held and until another
// such, so that the two must agree to the last one.
//
// A thread that reads or waits lets go and takes again thousands of times, and mostly nobody has had
// the GIL meanwhile. These two events have short forms, half as long: most of what an event costs is
// the memory that it fills. What they leave out is what the thread's event before them has said.
//
// A forked child has the parent's memory but none of its other threads, whose GIL is made anew by
// PyOS_AfterFork_Child: it forgets all, and follows its GIL from its first take on, like a GIL of a
// new interpreter.

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr Field kGilStartFields[] = {{"gil", FieldType::address},
                                     {"interval_us", FieldType::uint64},
                                     {"switch_number", FieldType::uint64},
                                     {"holder", FieldType::uint64}};
constexpr Field kGilFields[] = {{"gil", FieldType::address}};
constexpr Field kGilDropFields[] = {
    {"gil", FieldType::address}, {"reason", FieldType::text}, {"site", FieldType::uint64}};
constexpr Field kGilLetGoFields[] = {{"site", FieldType::uint64}};
constexpr Field kGilTakeFields[] = {{"gil", FieldType::address},
                                    {"from", FieldType::uint64},
                                    {"handoff", FieldType::boolean},
                                    {"switch_number", FieldType::uint64}};
constexpr Field kGilEndFields[] = {{"gil", FieldType::address},
                                   {"switch_number", FieldType::uint64},
                                   {"handoffs", FieldType::uint64}};

struct Schemas {
  std::uint16_t start, wait, request, drop, let_go, take, retake, end;
  std::array<std::uint64_t, 3> reasons;  ///< by GilReason
};

/// Interpreters with a GIL of their own at a time; more are not followed.
constexpr std::size_t kMostGils = 256;
std::array<GilEntry, kMostGils> entries;
/// One more than the last entry that was ever claimed: how far a search has to go.
std::atomic<std::size_t> used{0};

std::atomic<bool> on{false};
std::atomic<bool> closing{false};  ///< an entry is being ended: its GIL must not be destroyed
std::atomic<bool> said_full{false};
std::atomic<std::uint64_t> event_count{0};  ///< of GILs that are gone
std::atomic<std::uint64_t> hook_nanoseconds{0};
record::Writer* ledger_log = nullptr;
Schemas schemas{};

std::atomic<std::uint32_t> ledger_number{0};

/// A GIL that the calling thread has written of, and in which ledger.
struct Written {
  const void* gil = nullptr;
  std::uint32_t ledger = 0;

  static Written of(const GilEntry& entry) noexcept {
    return {entry.gil.address, ledger_number.load(std::memory_order_relaxed)};
  }
  bool operator==(const Written&) const = default;
};
constinit thread_local Written waiting;  ///< for this one it waits
constinit thread_local Written last;     ///< the last that it took, dropped or was found to hold

std::uint64_t word_of(const void* address) noexcept {
  return reinterpret_cast<std::uintptr_t>(address);
}

void declare_events(record::Writer& log) {
  static const Schemas declared = {
      log.declare("gil.start", kGilStartFields),
      log.declare("gil.wait", kGilFields),
      log.declare("gil.request", kGilFields),
      log.declare("gil.drop", kGilDropFields),
      log.declare("gil.let_go", kGilLetGoFields),
      log.declare("gil.take", kGilTakeFields),
      log.declare("gil.retake", {}),
      log.declare("gil.end", kGilEndFields),
      {text_number("request"), text_number("blocking"), text_number("ended")}};
  schemas = declared;
}

/// One event's time in the hook, of which now and then the end is read too.
class Timed {
 public:
  explicit Timed(GilEntry& entry) noexcept
      : entry_(entry), timed_(entry.time.enter()), start_(entry.clock.now()) {}
  ~Timed() {
    if (timed_) [[unlikely]]
      entry_.time.add(entry_.clock.now() - start_);
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  std::uint64_t start() const noexcept { return start_; }

 private:
  GilEntry& entry_;
  bool timed_;
  std::uint64_t start_;
};

/// While this lives, no GIL that is followed is destroyed.
class Closing {
 public:
  Closing() noexcept {
    while (closing.exchange(true, std::memory_order_acquire))
      std::this_thread::yield();
  }
  ~Closing() { closing.store(false, std::memory_order_release); }
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
};

GilEntry* claim_entry() noexcept {
  for (std::size_t at = 0; at < kMostGils; ++at) {
    if (entries[at].claimed.exchange(true)) continue;
    std::size_t before = used.load();
    while (before < at + 1 && !used.compare_exchange_weak(before, at + 1)) {
    }
    return &entries[at];
  }
  if (!said_full.exchange(true)) {
    ledger_log->notice("gil watch: more GILs than " + std::to_string(kMostGils) +
                       " at a time; what happens to the others is not recorded");
  }
  return nullptr;
}

void release_entry(GilEntry& entry) noexcept {
  entry.cond.store(nullptr, std::memory_order_relaxed);
  entry.switch_cond.store(nullptr, std::memory_order_relaxed);
  entry.time = {};
  entry.clock = {};
  entry.claimed.store(false, std::memory_order_release);
}

/// @param number the interpreter's own count; of a GIL that is gone, the last that was seen
void end_entry(GilEntry& entry, std::uint64_t number) noexcept {
  ledger_log->event_at(entry.clock.now(), schemas.end,
                       std::array{word_of(entry.gil.address), number, entry.handoffs});
  event_count += entry.time.calls() + 2;  // start and end
  hook_nanoseconds += entry.time.nanoseconds();
  if (number - entry.begun_at != entry.handoffs) {
    ledger_log->notice("gil watch: " + std::to_string(entry.handoffs) +
                       " hand-offs are recorded, the interpreter itself has counted " +
                       std::to_string(number - entry.begun_at));
  }
  release_entry(entry);
}

/// While this lives, no interpreter disappears.
class AllInterpreters {
 public:
  AllInterpreters() noexcept { lab_interpreters_hold(); }
  ~AllInterpreters() { lab_interpreters_release(); }
  AllInterpreters(const AllInterpreters&) = delete;
  AllInterpreters& operator=(const AllInterpreters&) = delete;
};

void after_fork() noexcept {
  for (GilEntry& entry : entries)
    release_entry(entry);
  used = 0;
  closing = false;
  event_count = 0;
  hook_nanoseconds = 0;
  waiting = last = {};
  forget_gil_threads();
}

}  // namespace

void begin_gil_ledger(record::Writer& log) noexcept {
  static const int forks = ::pthread_atfork(nullptr, nullptr, after_fork);
  static_cast<void>(forks);
  after_fork();
  ledger_log = &log;
  ++ledger_number;
  QuickClock::prepare();
  declare_events(log);
  begin_gil_threads(log);
  follow_gil(lab_gil_main().cond);
  on = true;
}

void end_gil_ledger() noexcept {
  on = false;
  end_gil_threads();
  const AllInterpreters stay;
  const Closing nothing_is_destroyed;
  for (GilEntry& entry : entries) {
    if (entry.cond.load() == nullptr) continue;
    if (!lab_gil_exists(entry.gil)) {
      end_entry(entry, entry.switch_number);
      continue;
    }
    pthread_mutex_t* const mutex = entry.gil.mutex;
    ::pthread_mutex_lock(mutex);
    end_entry(entry, *entry.gil.switch_number);
    ::pthread_mutex_unlock(mutex);
  }
}

bool gil_ledger_is_on() noexcept {
  return on.load(std::memory_order_relaxed);
}

GilEntry* find_gil(const pthread_cond_t* cond) noexcept {
  const std::size_t end = used.load(std::memory_order_relaxed);
  for (std::size_t at = 0; at < end; ++at) {
    GilEntry& entry = entries[at];
    if (entry.cond.load(std::memory_order_acquire) == cond ||
        entry.switch_cond.load(std::memory_order_acquire) == cond)
      return &entry;
  }
  return nullptr;
}

GilEntry* follow_gil(const pthread_cond_t* cond) noexcept {
  const lab_gil gil = lab_gil_with(cond);
  if (gil.address == nullptr) return nullptr;
  GilEntry* entry = claim_entry();
  if (entry == nullptr) return nullptr;
  const lab_gil_state state = lab_gil_read(gil);
  entry->gil = gil;
  entry->begun_at = entry->switch_number = state.switch_number;
  entry->handoffs = 0;
  entry->holder = record::identity().tid;
  last = Written::of(*entry);
  entry->cond.store(gil.cond, std::memory_order_release);
  entry->switch_cond.store(gil.switch_cond, std::memory_order_release);
  ledger_log->event_at(entry->clock.now(), schemas.start,
                       std::array{word_of(gil.address), state.interval_us, state.switch_number,
                                  std::uint64_t{entry->holder}});
  return entry;
}

void forget_gil(const pthread_cond_t* cond) noexcept {
  const Closing not_ended_meanwhile;
  GilEntry* entry = find_gil(cond);
  if (entry != nullptr) end_entry(*entry, entry->switch_number);
}

void write_gil_wait(GilEntry& entry) noexcept {
  const Written now = Written::of(entry);
  if (waiting == now) return;  // woken, and found it taken again
  const Timed timed(entry);
  waiting = now;
  ledger_log->event_at(timed.start(), schemas.wait, std::array{word_of(entry.gil.address)});
}

void write_gil_request(GilEntry& entry) noexcept {
  const Timed timed(entry);
  ledger_log->event_at(timed.start(), schemas.request, std::array{word_of(entry.gil.address)});
}

void write_gil_take(GilEntry& entry) noexcept {
  const Timed timed(entry);
  const std::uint64_t number = *entry.gil.switch_number;
  const bool handoff = number != entry.switch_number;
  const std::uint32_t self = record::identity().tid;
  const Written now = Written::of(entry);
  waiting = {};
  if (!handoff && entry.holder == self && last == now) {
    ledger_log->event_at(timed.start(), schemas.retake, {});
  } else {
    ledger_log->event_at(timed.start(), schemas.take,
                         std::array{word_of(entry.gil.address), std::uint64_t{entry.holder},
                                    std::uint64_t{handoff}, number});
  }
  last = now;
  entry.switch_number = number;
  entry.handoffs += handoff;
  entry.holder = self;
  name_gil_thread_at_take(entry.gil);
}

void write_gil_drop(GilEntry& entry, GilCall call) noexcept {
  const Timed timed(entry);
  const GilReason reason = gil_reason(call, *entry.gil.last_holder);
  const std::uint64_t site =
      reason == GilReason::ended ? 0 : gil_site(*ledger_log, call.frame, *entry.gil.last_holder);
  name_gil_thread_at_drop(entry.gil, reason, timed.start());
  const Written now = Written::of(entry);
  if (reason == GilReason::blocking && last == now) {
    ledger_log->event_at(timed.start(), schemas.let_go, std::array{site});
    return;
  }
  last = now;
  ledger_log->event_at(timed.start(), schemas.drop,
                       std::array{word_of(entry.gil.address),
                                  schemas.reasons[static_cast<std::size_t>(reason)], site});
}

GilLedgerFootprint gil_ledger_footprint() noexcept {
  GilLedgerFootprint footprint{event_count.load(), hook_nanoseconds.load()};
  for (const GilEntry& entry : entries) {
    if (entry.cond.load(std::memory_order_relaxed) == nullptr) continue;
    footprint.events += entry.time.calls() + 1;
    footprint.nanoseconds += entry.time.nanoseconds();
  }
  return footprint;
}

}  // namespace lab::bindings
