#pragma once

#include <atomic>
#include <cstdint>

#include "bindings/internals/gil.h"
#include "bindings/watch/footprint.h"
#include "bindings/watch/gil_reason.h"
#include "bindings/watch/quick_clock.h"

// What the gil watch knows about each GIL, and the events that it writes.

namespace lab::bindings {

/// One GIL. Read and written under that GIL's own mutex, but for the first three.
struct GilEntry {
  std::atomic<bool> claimed{false};
  /// By these a hook finds it; null: it is not followed.
  std::atomic<const pthread_cond_t*> cond{nullptr};
  std::atomic<const pthread_cond_t*> switch_cond{nullptr};

  lab_gil gil{};
  std::uint64_t begun_at = 0;       ///< switch_number when it was first seen
  std::uint64_t switch_number = 0;  ///< at the last take
  std::uint64_t handoffs = 0;       ///< takes written with handoff
  std::uint32_t holder = 0;         ///< thread that holds it or has held it last; 0: not known
  HookTime time;
  QuickClock clock;
};

/// The events go to `log` from now on; GILs are followed as they are found. With the main
/// interpreter's GIL and its mutex held.
void begin_gil_ledger(record::Writer& log) noexcept;
/// Writes gil.end for each GIL. With the main interpreter's GIL held, no mutex.
void end_gil_ledger() noexcept;
bool gil_ledger_is_on() noexcept;

/// The GIL that this is the condition variable of; null when it is not followed.
GilEntry* find_gil(const pthread_cond_t* cond) noexcept;
/// Follows the GIL with this condition variable, which the calling thread has just taken or is
/// about to drop: gil.start. @returns null when `cond` is no GIL's, or there are too many
GilEntry* follow_gil(const pthread_cond_t* cond) noexcept;
/// The GIL is destroyed, or made at the place of one that has disappeared: gil.end.
void forget_gil(const pthread_cond_t* cond) noexcept;

// What happens to a GIL. By the thread that it happens to, with the GIL's mutex held.
void write_gil_wait(GilEntry& entry) noexcept;
void write_gil_request(GilEntry& entry) noexcept;
void write_gil_take(GilEntry& entry) noexcept;
void write_gil_drop(GilEntry& entry, GilCall call) noexcept;

struct GilLedgerFootprint {
  std::uint64_t events;
  std::uint64_t nanoseconds;
};
/// Of the run since begin_gil_ledger, in this process.
GilLedgerFootprint gil_ledger_footprint() noexcept;

}  // namespace lab::bindings
