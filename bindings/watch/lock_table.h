#pragma once

#include <Python.h>

#include <cstdint>
#include <string>
#include <unordered_map>

#include "bindings/watch/lock_sites.h"
#include "bindings/watch/lock_thread.h"

// What is known of each lock that lives, by its address. No lock is kept alive: an entry goes when its
// lock's tp_dealloc is called. All of it with the GIL held.

namespace lab::bindings {

/// Sums over the life of a lock, or of many that one line made.
struct LockCounts {
  std::uint64_t acquisitions = 0;
  std::uint64_t contended = 0;  ///< of these, after a wait
  std::uint64_t timeouts = 0;   ///< waits that ended without it
  std::uint64_t busy = 0;       ///< it was taken, and the caller did not want to wait
  std::uint64_t waited_ns = 0;  ///< for the lock, in all its waits
  std::uint64_t longest_ns = 0;
  std::uint64_t signals = 0;  ///< waits for a notification, an item, a value
  std::uint64_t signals_ns = 0;
  std::uint64_t foreign = 0;  ///< released by another thread than had acquired it
  std::uint64_t own = 0;      ///< released by the thread that had acquired it
  const LockSite* longest_at = &no_lock_site();

  void add(const LockCounts& other) noexcept;
};

struct Lock {
  PyObject* address = nullptr;
  std::uint64_t id = 0;  ///< 1, 2, … in the order in which they were seen
  bool reentrant = false;
  bool signal = false;  ///< Condition.wait() has made it to be woken: no mutex, nobody holds it
  bool end_of_thread = false;  ///< Thread.join() waits for it (up to 3.12)
  bool noise = false;          ///< made by the import machinery or by threading for itself
  bool known = false;          ///< its state was seen: it is free where `holder` is null
  bool looked_for = false;     ///< by find_name
  bool said = false;           ///< lock.new has been written
  const LockSite* made = &no_lock_site();  ///< of nothing: before the watch began
  std::string kind;                        ///< Lock, RLock, Condition, Semaphore, Queue …
  std::string name;                        ///< what the program called it; empty: not known
  std::uint64_t kind_number = 0, name_number = 0;

  LockThread* holder = nullptr;
  std::uint64_t depth = 0;
  const LockSite* held_at = &no_lock_site();
  bool with = false;  ///< acquired so that only the holder can release it: by `with`
  std::uint64_t waiters = 0;
  LockCounts counts;

  /// "A", or "Lock 12 of x.py:3".
  std::string label() const;
};

/// Gives it the name of a global of __main__ that refers to it, or of one whose list holds it,
/// "forks[2]", where its own line gave it none. Runs no Python code, makes no object.
void find_name(Lock& lock);

/// Locks of one line that nobody ever waited for, after their end.
struct LockFamily {
  std::uint64_t locks = 0;
  std::uint64_t kind_number = 0, name_number = 0;
  LockCounts counts;
};

struct LockTable {
  std::unordered_map<PyObject*, Lock> locks;
  std::unordered_map<const LockSite*, LockFamily> families;
  std::uint64_t next_id = 0;

  /// The entry, which is made where there is none.
  Lock& at(PyObject* lock, bool reentrant);
  Lock* find(PyObject* lock) noexcept;
  /// A new lock at this address, made where the calling thread is.
  void enter(PyObject* lock, bool reentrant);
};

}  // namespace lab::bindings
