#pragma once

#include <Python.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "bindings/watch/lock_sites.h"

// The threads that locks were seen with. What is atomic may be read by the thread that verifies
// deadlocks, which never takes the GIL; all else needs it.

namespace lab::bindings {

struct LockThread {
  std::uint64_t tid = 0;    ///< as the kernel numbers it
  std::uint64_t ident = 0;  ///< as threading.get_ident() gives it
  std::string name;         ///< of threading.Thread; "thread TID" where it has none
  std::uint64_t name_number = 0;

  /// Odd while it waits. Never the same twice, also when this is another thread's after its end.
  std::atomic<std::uint64_t> wait_number{0};
  bool forever = false;               ///< it waits without a limit of time
  PyObject* wanted = nullptr;         ///< the lock that it waits for, only an address
  LockThread* joined = nullptr;       ///< the thread whose end it waits for
  LockPlace place;                    ///< where it waits
  std::uint64_t what_for = 0;         ///< text: "acquire", "Queue.get" …
  PyObject* target = nullptr;         ///< the lock that the wait is told of, only an address
  std::uint64_t in_deadlock = 0;      ///< the deadlock that it is part of or waits for
  PyObject* last_released = nullptr;  ///< only an address

  std::uint64_t held = 0;          ///< locks that say that this holds them
  std::atomic<bool> ended{false};  ///< it has ended
  bool of_parent = false;          ///< fork left it behind
};

/// Of the calling thread. With the GIL held.
LockThread& this_lock_thread();
/// By its threading.get_ident(); null when it has not been seen. With the GIL held.
LockThread* find_lock_thread(std::uint64_t ident) noexcept;
/// Calls each(thread) for those that live. With the GIL held.
void for_each_lock_thread(void (*each)(LockThread& thread, void* about), void* about) noexcept;

/// Reads the name from threading._active. With the GIL held; runs no Python code, makes no object.
void read_thread_name(LockThread& thread);
/// The ident of the thread whose _ThreadHandle this is (3.13+); 0 when it is not known.
std::uint64_t ident_of_handle(PyObject* handle) noexcept;

/// Threads that wait without a limit of time, now.
std::atomic<std::int64_t>& threads_that_wait() noexcept;
/// Counts waits that begin and end.
std::atomic<std::uint64_t>& wait_changes() noexcept;
void begin_lock_wait(LockThread& thread) noexcept;
void end_lock_wait(LockThread& thread) noexcept;

/// In a child after fork: only the calling thread is left.
void keep_this_lock_thread();
/// A new watch knows of no wait.
void forget_lock_waits() noexcept;

}  // namespace lab::bindings
