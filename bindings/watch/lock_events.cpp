#include "bindings/watch/lock_events.h"

#include <array>

#include "bindings/watch/text_number.h"

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr Field kNewFields[] = {{"lock", FieldType::uint64}, {"name", FieldType::text},
                                {"type", FieldType::text},   {"file", FieldType::text},
                                {"code", FieldType::text},   {"line", FieldType::int64}};
constexpr Field kWaitFields[] = {
    {"lock", FieldType::uint64},   {"for", FieldType::text},       {"forever", FieldType::boolean},
    {"holder", FieldType::uint64}, {"held_file", FieldType::text}, {"held_line", FieldType::int64},
    {"file", FieldType::text},     {"code", FieldType::text},      {"line", FieldType::int64}};
constexpr Field kAcquireFields[] = {
    {"lock", FieldType::uint64},  {"for", FieldType::text},
    {"outcome", FieldType::text}, {"waited_ns", FieldType::nanoseconds},
    {"file", FieldType::text},    {"code", FieldType::text},
    {"line", FieldType::int64}};
constexpr Field kReleaseFields[] = {{"lock", FieldType::uint64},    {"own", FieldType::boolean},
                                    {"waiters", FieldType::uint64}, {"file", FieldType::text},
                                    {"code", FieldType::text},      {"line", FieldType::int64}};
constexpr Field kTotalFields[] = {{"lock", FieldType::uint64},
                                  {"name", FieldType::text},
                                  {"type", FieldType::text},
                                  {"file", FieldType::text},
                                  {"line", FieldType::int64},
                                  {"locks", FieldType::uint64},
                                  {"acquisitions", FieldType::uint64},
                                  {"contended", FieldType::uint64},
                                  {"timeouts", FieldType::uint64},
                                  {"busy", FieldType::uint64},
                                  {"waited_ns", FieldType::nanoseconds},
                                  {"longest_ns", FieldType::nanoseconds},
                                  {"longest_file", FieldType::text},
                                  {"longest_line", FieldType::int64},
                                  {"signals", FieldType::uint64},
                                  {"signals_ns", FieldType::nanoseconds},
                                  {"foreign", FieldType::uint64}};
constexpr Field kEdgeFields[] = {
    {"deadlock", FieldType::uint64},  {"at", FieldType::uint64},  {"thread", FieldType::text},
    {"thread_id", FieldType::uint64}, {"holds", FieldType::text}, {"held_file", FieldType::text},
    {"held_line", FieldType::int64},  {"wants", FieldType::text}, {"file", FieldType::text},
    {"code", FieldType::text},        {"line", FieldType::int64}};
constexpr Field kAlsoFields[] = {{"deadlock", FieldType::uint64},  {"thread", FieldType::text},
                                 {"thread_id", FieldType::uint64}, {"wants", FieldType::text},
                                 {"file", FieldType::text},        {"code", FieldType::text},
                                 {"line", FieldType::int64}};
constexpr Field kDeadlockFields[] = {{"deadlock", FieldType::uint64},
                                     {"threads", FieldType::uint64},
                                     {"formed_ns", FieldType::nanoseconds}};

struct LockSchemas {
  std::uint16_t made, wait, acquire, release, total, edge, also, deadlock;
};
LockSchemas schemas{};

void declare_once(record::Writer& log) {
  static const LockSchemas declared = {
      log.declare("lock.new", kNewFields),         log.declare("lock.wait", kWaitFields),
      log.declare("lock.acquire", kAcquireFields), log.declare("lock.release", kReleaseFields),
      log.declare("lock.total", kTotalFields),     log.declare("deadlock.edge", kEdgeFields),
      log.declare("deadlock.also", kAlsoFields),   log.declare("deadlock", kDeadlockFields)};
  schemas = declared;
}

std::string in_brackets(const LockSite& site) {
  const std::string text = site.text();
  return text.empty() ? text : " (" + text + ")";
}

}  // namespace

std::string Deadlock::sentence() const {
  std::string text;
  for (const DeadlockEdge& edge : cycle) {
    text += (text.empty() ? "" : "; ") + edge.thread_name;
    if (!edge.holds.empty()) text += " holds " + edge.holds + in_brackets(*edge.held_at) + " and";
    const bool same = cycle.size() == 1 && edge.wants == edge.holds;
    text += " waits for " + (same ? "it again" : edge.wants) + in_brackets(*edge.site);
  }
  for (const DeadlockEdge& edge : also)
    text += "; " + edge.thread_name + " waits for " + edge.wants + in_brackets(*edge.site) + " too";
  return text;
}

LockEvents::LockEvents(record::Writer& log) : log_(log) {
  declare_once(log);
}

template <std::size_t kCount>
void LockEvents::write(std::uint16_t schema, const std::array<std::uint64_t, kCount>& words) {
  written_.fetch_add(1, std::memory_order_relaxed);
  log_.event(schema, words);
}

/// The lock's number; what it is has been said before. 0 for none.
std::uint64_t LockEvents::say(Lock* lock) {
  if (lock == nullptr) return 0;
  if (!lock->said) {
    lock->said = true;
    find_name(*lock);
    write(schemas.made, std::array{lock->id, lock->name_number, lock->kind_number, lock->made->file,
                                   lock->made->code, lock->made->line});
  }
  return lock->id;
}

void LockEvents::wait(Lock* lock, std::uint64_t what_for, const LockThread& thread,
                      const LockThread* holder) {
  const LockSite& held = lock == nullptr || holder == nullptr ? no_lock_site() : *lock->held_at;
  const LockSite& site = *thread.place.site;
  write(schemas.wait, std::array{say(lock), what_for, std::uint64_t{thread.forever},
                                 holder == nullptr ? 0 : holder->tid, held.file, held.line,
                                 site.file, site.code, site.line});
}

void LockEvents::acquire(Lock* lock, std::uint64_t what_for, std::string_view outcome,
                         std::uint64_t waited, const LockSite& site) {
  write(schemas.acquire, std::array{say(lock), what_for, text_number(outcome), waited, site.file,
                                    site.code, site.line});
}

void LockEvents::release(Lock& lock, bool own, const LockSite& site) {
  write(schemas.release,
        std::array{say(&lock), std::uint64_t{own}, lock.waiters, site.file, site.code, site.line});
}

void LockEvents::total(const Lock& lock) {
  const LockCounts& sum = lock.counts;
  write(schemas.total,
        std::array{lock.id, lock.name_number, lock.kind_number, lock.made->file, lock.made->line,
                   std::uint64_t{1}, sum.acquisitions, sum.contended, sum.timeouts, sum.busy,
                   sum.waited_ns, sum.longest_ns, sum.longest_at->file, sum.longest_at->line,
                   sum.signals, sum.signals_ns, sum.foreign});
}

void LockEvents::total(const LockSite& made, const LockFamily& family) {
  const LockCounts& sum = family.counts;
  write(schemas.total,
        std::array{std::uint64_t{0}, family.name_number, family.kind_number, made.file, made.line,
                   family.locks, sum.acquisitions, sum.contended, sum.timeouts, sum.busy,
                   sum.waited_ns, sum.longest_ns, sum.longest_at->file, sum.longest_at->line,
                   sum.signals, sum.signals_ns, sum.foreign});
}

void LockEvents::deadlock(const Deadlock& deadlock) {
  std::uint64_t at = 0;
  for (const DeadlockEdge& edge : deadlock.cycle) {
    write(schemas.edge,
          std::array{deadlock.number, at++, edge.thread_number, edge.tid, text_number(edge.holds),
                     edge.held_at->file, edge.held_at->line, text_number(edge.wants),
                     edge.site->file, edge.site->code, edge.site->line});
  }
  for (const DeadlockEdge& edge : deadlock.also)
    also(deadlock.number, edge);
  write(schemas.deadlock, std::array{deadlock.number, std::uint64_t{deadlock.cycle.size()},
                                     record::Writer::now() - deadlock.formed});
}

void LockEvents::also(std::uint64_t deadlock, const DeadlockEdge& edge) {
  write(schemas.also, std::array{deadlock, edge.thread_number, edge.tid, text_number(edge.wants),
                                 edge.site->file, edge.site->code, edge.site->line});
}

}  // namespace lab::bindings
