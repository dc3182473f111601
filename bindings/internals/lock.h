#pragma once

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One wait of a thread: from the moment that it is about to block until it goes on. `lock` is null
/// where it waits for a thread to end by other means than a lock (3.13+).
struct lab_lock_wait {
  PyObject* lock;    ///< borrowed: the call that waits holds it
  PyObject* handle;  ///< of the thread that is waited for, 3.13+; null: none
  bool all_threads;  ///< it waits for all threads that are not daemons to end, 3.13+
  bool forever;      ///< without a time limit
  bool with;         ///< called as __enter__
  uint64_t watch;    ///< which watch saw it begin
  void* thread;      ///< the listener's own
  uint64_t start;
  const void* site;
};

enum lab_lock_outcome { kLabLockAcquired, kLabLockTimeout, kLabLockInterrupted };

/// Told what happens to locks, each time by the thread that does it, with the GIL held, in the main
/// interpreter. None may run Python code or release the GIL.
struct lab_lock_listener {
  /// A lock has been made; its memory is not filled in yet.
  void (*made)(PyObject* lock, bool reentrant);
  /// Its memory is about to be given back.
  void (*dying)(PyObject* lock);
  /// Whether the lock may be taken. False only where it is known to be free, or to be the caller's own.
  bool (*may_be_taken)(PyObject* lock, bool reentrant);
  /// It has been acquired, without waiting.
  void (*acquired)(PyObject* lock, bool reentrant, bool with);
  /// It was taken and the caller did not want to wait.
  void (*busy)(PyObject* lock, bool reentrant);
  void (*wait_begins)(struct lab_lock_wait* wait, bool reentrant);
  void (*wait_ends)(struct lab_lock_wait* wait, bool reentrant, enum lab_lock_outcome outcome);
  /// A release is over. @param free whether nobody holds it now: an RLock may be held still
  void (*released)(PyObject* lock, bool reentrant, bool free);
};

/// From now on the listener hears of every _thread.lock and _thread.RLock, whoever calls: bound
/// methods that exist already and specialised instructions too. With the GIL held.
/// @returns null, or why not, in static storage; nothing is then left behind
const char* lab_lock_listen(const struct lab_lock_listener* listener);
/// Puts back what still is ours. A wait that goes on meanwhile tells nothing when it ends.
void lab_lock_unlisten(void);

/// How many threads have a state in the main interpreter. Any thread may ask, without the GIL.
int64_t lab_thread_count(void);

#ifdef __cplusplus
}
#endif
