#pragma once

#include <optional>

#include "bindings/watch/lock_events.h"

// The wait-for graph: thread ─ waits for ─► lock ─ is held by ─► thread. A thread that waits, waits for
// one thing, so that from each thread one path leads on, and a deadlock is where it comes back.
//
//     Thread-1 ──► B ──► Thread-2 ──► A ──► Thread-1
//
// Only waits without a limit of time are in it. A lock in which Condition.wait() sleeps is held by
// nobody: whoever notifies releases it. All of it with the GIL held.

namespace lab::bindings {

/// What the wait of `thread`, which has just begun, leads to.
struct WaitPath {
  /// A cycle that this wait has closed, or a lock whose holder fork left behind.
  std::optional<Deadlock> deadlock;
  /// The deadlock, found before, that this thread now waits for as well; 0: none.
  std::uint64_t joins = 0;
};
WaitPath follow_waits(LockTable& table, LockThread& thread);

/// What is told of a thread that waits. Reads its name anew.
DeadlockEdge edge_of(LockTable& table, LockThread& thread);

}  // namespace lab::bindings
