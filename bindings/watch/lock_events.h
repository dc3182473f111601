#pragma once

#include <string>
#include <vector>

#include "bindings/watch/lock_table.h"
#include "lab/record/writer.h"

// What the watch of locks writes. Texts are in quotes here, `file` and `line` stand for a place in the
// program, outside threading.py and its like.
//
//   lock.new       lock, name, type, file, code, line        once, before the first event of it
//   lock.wait      lock, for, forever, holder, held_file, held_line, file, code, line
//                      about to block. lock: 0 for the end of a thread. for: "acquire", or what of the
//                      library waits to be woken: "Queue.get", "Condition.wait", "Thread.join" …
//                      holder: tid of the thread that holds it, or that is to end; 0: nobody, unknown
//   lock.acquire   lock, for, outcome, waited_ns, file, code, line      outcome: acquired, timeout,
//                      interrupted (by an exception of a signal handler), busy (did not want to wait)
//   lock.release   lock, own, waiters, file, code, line      own: by the thread that had acquired it
//   lock.total     lock, name, type, file, line, locks, acquisitions, contended, timeouts, busy,
//                  waited_ns, longest_ns, longest_file, longest_line, signals, signals_ns, foreign
//                      at its end or the watch's. lock 0: of `locks` that one line made and nobody
//                      waited for
//   deadlock.edge  deadlock, at, thread, thread_id, holds, held_file, held_line, wants, file, code, line
//                      the thread number `at` of the cycle holds what the one before wants. holds is
//                      "" where that one waits for its end; wants is then "the end of Thread-2"
//   deadlock.also  deadlock, thread, thread_id, wants, file, code, line       waits for the cycle
//   deadlock       deadlock, threads, formed_ns              the edges are above; formed so long ago
//
// `deadlock` is one number for each in a log: the process and a count.

namespace lab::bindings {

/// Of one thread, in a cycle or waiting for one.
struct DeadlockEdge {
  LockThread* thread = nullptr;
  std::uint64_t wait_number = 0;  ///< the wait that it is about
  std::string thread_name;
  std::uint64_t thread_number = 0, tid = 0;
  std::string holds, wants;  ///< labels
  const LockSite* held_at = &no_lock_site();
  const LockSite* site = &no_lock_site();
  bool certain = false;  ///< nobody but the holder can end this wait
};

struct Deadlock {
  std::uint64_t number = 0;
  std::uint64_t formed = 0;  ///< Writer::now()
  std::vector<DeadlockEdge> cycle;
  std::vector<DeadlockEdge> also;

  /// "Thread-1 holds A (x.py:10) and waits for B (x.py:11); …".
  std::string sentence() const;
};

class LockEvents {
 public:
  explicit LockEvents(record::Writer& log);

  void wait(Lock* lock, std::uint64_t what_for, const LockThread& thread, const LockThread* holder);
  void acquire(Lock* lock, std::uint64_t what_for, std::string_view outcome, std::uint64_t waited,
               const LockSite& site);
  void release(Lock& lock, bool own, const LockSite& site);
  void total(const Lock& lock);
  void total(const LockSite& made, const LockFamily& family);
  /// Any thread, without the GIL.
  void deadlock(const Deadlock& deadlock);
  void also(std::uint64_t deadlock, const DeadlockEdge& edge);
  std::uint64_t written() const noexcept { return written_.load(); }

 private:
  template <std::size_t kCount>
  void write(std::uint16_t schema, const std::array<std::uint64_t, kCount>& words);
  std::uint64_t say(Lock* lock);

  record::Writer& log_;
  std::atomic<std::uint64_t> written_{0};
};

}  // namespace lab::bindings
