#pragma once

#include <memory>

#include "bindings/watch/lock_events.h"

namespace lab::bindings {

/// Tells a deadlock once it is sure that it is one: by a thread of its own, which never takes the GIL,
/// so that it can tell when no other thread runs any more. It is told when, for 100 ms, no thread of the
/// cycle has gone on, and
///
///   every wait of it can be ended by the holder only, or
///   every Python thread of the process waits without a limit of time, and that for 300 ms: then nobody
///   is left who could release what they wait for.
///
/// Until then it is looked at again, 20 times a second, later twice.
class DeadlockVerifier {
 public:
  DeadlockVerifier(record::Writer& log, LockEvents& events);
  /// Waits for its thread, which never waits for the GIL.
  ~DeadlockVerifier();
  DeadlockVerifier(const DeadlockVerifier&) = delete;
  DeadlockVerifier& operator=(const DeadlockVerifier&) = delete;

  void verify(Deadlock deadlock);
  /// One more thread that waits for a deadlock.
  void add(std::uint64_t deadlock, const DeadlockEdge& also);
  /// In a child after fork: its thread is not there, and all that was begun is the parent's.
  void forget_parent() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lab::bindings
