#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab/judge/watched/fields.h"
#include "lab/record/reader.h"

namespace lab::judge {

/// A lock, or `locks` of them that one line made and for which nobody ever waited.
struct WatchedLock {
  std::uint64_t id = 0;  ///< 0: of several
  std::string name;      ///< what the program calls it; empty: not known
  std::string type;      ///< Lock, RLock, Condition, Semaphore, Queue …
  EventPlace made;       ///< no file: before the watch began
  std::uint64_t locks = 1;
  std::optional<std::uint64_t> acquisitions;  ///< nothing: no total was written
  std::uint64_t contended = 0;                ///< acquisitions after a wait
  std::uint64_t timeouts = 0;                 ///< waits that ended without it
  std::uint64_t busy = 0;                     ///< taken, and the caller did not want to wait
  std::uint64_t waited_ns = 0;
  std::uint64_t longest_ns = 0;
  EventPlace longest_at;
  std::uint64_t signals = 0;  ///< waits to be woken: for an item, a notification
  std::uint64_t signals_ns = 0;
  std::uint64_t foreign = 0;  ///< released by another thread than had acquired it
  std::uint64_t waiting = 0;  ///< threads that still waited for it at the end

  /// "A", or "Lock 12 of x.py:3".
  std::string label() const;
};

/// A thread of a cycle, or one that waits for it.
struct DeadlockedThread {
  std::string thread;
  std::uint64_t thread_id = 0;
  std::string holds;  ///< what the one before wants; empty: its end
  EventPlace held;
  std::string wants;  ///< a lock, or "the end of Thread-2"
  EventPlace place;
};

struct WatchedDeadlock {
  std::vector<DeadlockedThread> cycle;
  std::vector<DeadlockedThread> also;
  std::uint64_t formed_ns = 0;  ///< it had existed for so long when it was told

  /// "Thread-1 holds A (x.py:10) and waits for B (x.py:11); …".
  std::string sentence() const;
};

/// lock.new, lock.wait, lock.acquire, lock.total of the first process; deadlock, deadlock.edge and
/// deadlock.also of all.
struct WatchedLocks {
  static constexpr std::size_t kMostLocks = 256;
  static constexpr std::size_t kMostDeadlocks = 16;
  static constexpr std::size_t kMostThreads = 64;

  bool on = false;
  std::vector<WatchedLock> locks;  ///< as they came up, the first kMostLocks
  std::uint64_t left_out = 0;      ///< events of locks beyond these
  std::uint64_t joins = 0;         ///< waits for the end of a thread

  void add(const record::Event& event);
  void rename_file(const std::string& from, const std::string& to);
  /// Those that were told, the first first.
  std::vector<const WatchedDeadlock*> deadlocks() const;
  record::Map to_map() const;

 private:
  struct Told {
    WatchedDeadlock deadlock;
    bool whole = false;  ///< its last event came
  };
  WatchedLock* lock_of(const record::Event& event);
  void add_wait(const record::Event& event);
  void add_acquire(const record::Event& event);
  void add_total(const record::Event& event);
  void add_deadlock(const record::Event& event);

  std::map<std::uint64_t, std::size_t> by_id_;
  std::map<std::uint64_t, Told> told_;
};

}  // namespace lab::judge
