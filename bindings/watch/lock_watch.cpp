#include "bindings/watch/lock_watch.h"

#include <pthread.h>

#include <exception>
#include <stdexcept>
#include <string>

#include "bindings/internals/lock.h"
#include "bindings/watch/deadlock_verifier.h"
#include "bindings/watch/footprint.h"
#include "bindings/watch/lock_graph.h"
#include "bindings/watch/text_number.h"
#include "bindings/watch/watcher.h"

// The watch `locks`. Uncontended pairs of acquire and release come by the million: they are counted, and
// an event is written for a wait, for what ends it, and for a release that somebody waits for. With
// locks:all there is one for each call.

namespace lab::bindings {
namespace {

class LockWatch;
LockWatch* active_locks = nullptr;

class LockWatch : public Watch {
 public:
  LockWatch(record::Writer& log, bool every);
  ~LockWatch() override;
  std::uint64_t events() const noexcept override { return events_.written(); }

  void made(PyObject* lock, bool reentrant);
  void dying(PyObject* lock);
  bool may_be_taken(PyObject* lock, bool reentrant);
  void acquired(PyObject* lock, bool reentrant, bool with);
  void busy(PyObject* lock, bool reentrant);
  void wait_begins(lab_lock_wait& wait, bool reentrant);
  void wait_ends(lab_lock_wait& wait, bool reentrant, lab_lock_outcome outcome);
  void released(PyObject* lock, bool reentrant, bool free);
  void in_child();
  /// When memory is out: the program goes on without the watch.
  void give_up() noexcept;

 private:
  void hold(Lock& lock, LockThread& thread, const LockPlace& place, bool with);
  void let_go(Lock& lock);
  void aim(LockThread& thread, const lab_lock_wait& wait, Lock* lock);
  bool is_told(const LockThread& thread);
  void look_for_deadlock(LockThread& thread);
  void count_wait(LockThread& thread, Lock* lock, std::uint64_t waited, lab_lock_outcome outcome);
  void sum_up(const Lock& lock);

  record::Writer& log_;
  bool every_;
  LockEvents events_;
  LockTable table_;
  DeadlockVerifier verifier_;
  HookTime time_;
  std::uint64_t acquire_text_ = text_number("acquire");
  std::uint64_t join_text_ = text_number("Thread.join");
};

/// One call of the watch: nothing may be thrown into CPython.
template <typename Call>
void guarded(Call call) noexcept {
  try {
    call(*active_locks);
  } catch (const std::exception&) {
    active_locks->give_up();
  }
}

constexpr lab_lock_listener kListener = {
    [](PyObject* lock, bool reentrant) {
      guarded([&](LockWatch& watch) { watch.made(lock, reentrant); });
    },
    [](PyObject* lock) { guarded([&](LockWatch& watch) { watch.dying(lock); }); },
    [](PyObject* lock, bool reentrant) {
      bool may_be = true;
      guarded([&](LockWatch& watch) { may_be = watch.may_be_taken(lock, reentrant); });
      return may_be;
    },
    [](PyObject* lock, bool reentrant, bool with) {
      guarded([&](LockWatch& watch) { watch.acquired(lock, reentrant, with); });
    },
    [](PyObject* lock, bool reentrant) {
      guarded([&](LockWatch& watch) { watch.busy(lock, reentrant); });
    },
    [](lab_lock_wait* wait, bool reentrant) {
      guarded([&](LockWatch& watch) { watch.wait_begins(*wait, reentrant); });
    },
    [](lab_lock_wait* wait, bool reentrant, lab_lock_outcome outcome) {
      guarded([&](LockWatch& watch) { watch.wait_ends(*wait, reentrant, outcome); });
    },
    [](PyObject* lock, bool reentrant, bool free) {
      guarded([&](LockWatch& watch) { watch.released(lock, reentrant, free); });
    }};

void locks_in_child() {
  if (active_locks != nullptr) guarded([](LockWatch& watch) { watch.in_child(); });
}

std::string_view outcome_text(lab_lock_outcome outcome) {
  switch (outcome) {
    case kLabLockAcquired:
      return "acquired";
    case kLabLockTimeout:
      return "timeout";
    case kLabLockInterrupted:
      return "interrupted";
  }
  return "";
}

LockWatch::LockWatch(record::Writer& log, bool every)
    : log_(log), every_(every), events_(log), verifier_(log, events_) {
  static const int at_fork = pthread_atfork(nullptr, nullptr, locks_in_child);
  static_cast<void>(at_fork);
  if (active_locks != nullptr) {
    throw std::runtime_error(
        "locks are watched already, by --watch locks or lab.watch.locks(): stop that watch first");
  }
  learn_library_folder();
  // What they look for has names, which are made now and not in a hook.
  Lock nothing;
  find_name(nothing);
  read_thread_name(this_lock_thread());
  static_cast<void>(ident_of_handle(nullptr));
  forget_lock_waits();
  active_locks = this;
  const char* wrong = lab_lock_listen(&kListener);
  if (wrong == nullptr) return;
  active_locks = nullptr;
  throw std::runtime_error(wrong);
}

LockWatch::~LockWatch() {
  if (active_locks != this) return;
  lab_lock_unlisten();
  active_locks = nullptr;
  std::size_t named = 0;
  constexpr std::size_t kMostNamed = 256;  // each name is looked for among all globals
  for (auto& [address, lock] : table_.locks) {
    if (!lock.noise && !lock.signal && named++ < kMostNamed) find_name(lock);
    sum_up(lock);
  }
  for (const auto& [made, family] : table_.families)
    events_.total(*made, family);
  // The tuple of arguments that every trial is made with.
  write_footprint(log_, "locks", {events_.written(), time_.nanoseconds(), 0, 1});
}

void LockWatch::give_up() noexcept {
  lab_lock_unlisten();
  log_.notice("locks watch: off, there is no memory for what it has to remember");
}

void LockWatch::made(PyObject* lock, bool reentrant) {
  InHook in_hook(time_);
  table_.enter(lock, reentrant);
}

/// What nobody waited for is summed up by the line that made it: there may be a million.
void LockWatch::dying(PyObject* address) {
  InHook in_hook(time_);
  Lock* lock = table_.find(address);
  if (lock == nullptr) return;
  let_go(*lock);
  const bool alone = lock->said || lock->made == &no_lock_site();
  if (alone) {
    sum_up(*lock);
  } else if (!lock->noise && !lock->signal && lock->counts.acquisitions > 0) {
    LockFamily& family = table_.families[lock->made];
    ++family.locks;
    family.kind_number = lock->kind_number;
    family.name_number = lock->name_number;
    family.counts.add(lock->counts);
  }
  table_.locks.erase(address);
}

void LockWatch::sum_up(const Lock& lock) {
  const bool used =
      lock.counts.acquisitions + lock.counts.busy + lock.counts.timeouts + lock.counts.signals > 0;
  if (!lock.noise && !lock.signal && used) events_.total(lock);
}

bool LockWatch::may_be_taken(PyObject* address, bool reentrant) {
  const Lock* lock = table_.find(address);
  if (lock == nullptr || !lock->known) return true;
  if (reentrant && lock->holder == &this_lock_thread()) return false;
  return lock->holder != nullptr || lock->waiters > 0;
}

void LockWatch::hold(Lock& lock, LockThread& thread, const LockPlace& place, bool with) {
  let_go(lock);
  lock.known = true;
  lock.holder = &thread;
  lock.depth = 1;
  lock.held_at = place.site;
  // Condition takes its lock back by acquire() where it is no RLock.
  lock.with = with || (place.inner != nullptr && place.inner->function.starts_with("Condition."));
  ++thread.held;
  ++lock.counts.acquisitions;
}

void LockWatch::let_go(Lock& lock) {
  if (lock.holder != nullptr) --lock.holder->held;
  lock.holder = nullptr;
  lock.depth = 0;
}

void LockWatch::acquired(PyObject* address, bool reentrant, bool with) {
  InHook in_hook(time_);
  Lock& lock = table_.at(address, reentrant);
  LockThread& thread = this_lock_thread();
  if (reentrant && lock.holder == &thread) {
    ++lock.depth;
    return;
  }
  const LockPlace place = lock_place_now();
  hold(lock, thread, place, with);
  if (every_ && !lock.noise && !lock.signal)
    events_.acquire(&lock, acquire_text_, "acquired", 0, *place.site);
}

void LockWatch::busy(PyObject* address, bool reentrant) {
  InHook in_hook(time_);
  Lock& lock = table_.at(address, reentrant);
  const LockPlace place = lock_place_now();
  // Condition asks so whether its lock is taken.
  if (place.inner != nullptr && place.inner->function == "Condition._is_owned") return;
  ++lock.counts.busy;
  if (every_ && !lock.noise && !lock.signal)
    events_.acquire(&lock, acquire_text_, "busy", 0, *place.site);
}

/// What the wait is for, and of which lock it is told: of the condition's, not of the one that
/// Condition.wait() has made to sleep in. Right before, it has released the condition's.
void LockWatch::aim(LockThread& thread, const lab_lock_wait& wait, Lock* lock) {
  thread.what_for = acquire_text_;
  thread.target = wait.lock;
  if (lock == nullptr || lock->end_of_thread) {
    thread.what_for = join_text_;
    thread.target = nullptr;
  } else if (lock->signal) {
    const LockSite* entry = thread.place.entry;
    thread.what_for = text_number(entry == nullptr ? "Condition.wait" : entry->function);
    thread.target = thread.last_released;
  }
}

/// Waits of threading for itself are not told: Thread.start() waits for the thread to have begun.
bool LockWatch::is_told(const LockThread& thread) {
  if (thread.what_for == join_text_) return thread.place.site != &no_lock_site();
  const Lock* target = thread.target == nullptr ? nullptr : table_.find(thread.target);
  return target != nullptr && !target->noise;
}

void LockWatch::wait_begins(lab_lock_wait& wait, bool reentrant) {
  InHook in_hook(time_);
  LockThread& thread = this_lock_thread();
  Lock* lock = wait.lock == nullptr ? nullptr : &table_.at(wait.lock, reentrant);
  if (lock != nullptr) ++lock->waiters;
  wait.start = record::Writer::now();
  // A handler of a signal runs while the thread waits: what it waits for itself is only counted.
  if (thread.wait_number.load() % 2 == 1) return;
  wait.thread = &thread;
  read_thread_name(thread);
  thread.place = lock_place_now();
  thread.forever = wait.forever;
  thread.wanted = wait.lock;
  if (wait.handle != nullptr) thread.joined = find_lock_thread(ident_of_handle(wait.handle));
  aim(thread, wait, lock);
  const LockThread* holder = lock == nullptr ? thread.joined : lock->holder;
  if (lock != nullptr && lock->signal) holder = nullptr;
  if (is_told(thread)) {
    Lock* target = thread.target == nullptr ? nullptr : table_.find(thread.target);
    events_.wait(target, thread.what_for, thread, holder);
  }
  begin_lock_wait(thread);
  look_for_deadlock(thread);
}

void LockWatch::look_for_deadlock(LockThread& thread) {
  if (!thread.forever) return;
  WaitPath path = follow_waits(table_, thread);
  if (path.deadlock) verifier_.verify(std::move(*path.deadlock));
  if (path.joins != 0) verifier_.add(path.joins, edge_of(table_, thread));
}

void LockWatch::count_wait(LockThread& thread, Lock* lock, std::uint64_t waited,
                           lab_lock_outcome outcome) {
  if (lock == nullptr || lock->end_of_thread) return;
  if (lock->signal) {
    Lock* target = thread.target == nullptr ? nullptr : table_.find(thread.target);
    if (target == nullptr) return;
    ++target->counts.signals;
    target->counts.signals_ns += waited;
    return;
  }
  LockCounts& counts = lock->counts;
  counts.waited_ns += waited;
  ++(outcome == kLabLockAcquired ? counts.contended : counts.timeouts);
  if (waited < counts.longest_ns) return;
  counts.longest_ns = waited;
  counts.longest_at = thread.place.site;
}

void LockWatch::wait_ends(lab_lock_wait& wait, bool reentrant, lab_lock_outcome outcome) {
  InHook in_hook(time_);
  LockThread& thread = this_lock_thread();
  const std::uint64_t waited = record::Writer::now() - wait.start;
  Lock* lock = wait.lock == nullptr ? nullptr : &table_.at(wait.lock, reentrant);
  if (lock != nullptr && lock->waiters > 0) --lock->waiters;
  const LockPlace place = wait.thread == nullptr ? lock_place_now() : thread.place;
  if (lock != nullptr && outcome == kLabLockAcquired) hold(*lock, thread, place, wait.with);
  if (wait.thread == nullptr) return;
  count_wait(thread, lock, waited, outcome);
  if (is_told(thread)) {
    Lock* target = thread.target == nullptr ? nullptr : table_.find(thread.target);
    events_.acquire(target, thread.what_for, outcome_text(outcome), waited, *place.site);
  }
  end_lock_wait(thread);
}

void LockWatch::released(PyObject* address, bool reentrant, bool free) {
  InHook in_hook(time_);
  Lock& lock = table_.at(address, reentrant);
  LockThread& thread = this_lock_thread();
  if (!free) {
    if (lock.depth > 0) --lock.depth;
    return;
  }
  const bool own = lock.holder == nullptr || lock.holder == &thread;
  ++(own ? lock.counts.own : lock.counts.foreign);
  let_go(lock);
  lock.known = true;
  thread.last_released = address;
  if ((every_ || lock.waiters > 0) && !lock.noise && !lock.signal && !lock.end_of_thread)
    events_.release(lock, own, *lock_place_now().site);
}

/// The other threads are not in this process; what they held nobody will release.
void LockWatch::in_child() {
  keep_this_lock_thread();
  for (auto& [address, lock] : table_.locks) {
    lock.waiters = 0;
    lock.said = false;
    lock.counts = LockCounts();
  }
  table_.families.clear();
  verifier_.forget_parent();
}

}  // namespace

std::unique_ptr<Watch> watch_locks(record::Writer& log, bool every) {
  return std::make_unique<LockWatch>(log, every);
}

std::unique_ptr<Watch> install_locks_watch(record::Writer& log, std::string_view argument) {
  if (!argument.empty() && argument != "all") {
    throw std::runtime_error("\"" + std::string(argument) +
                             "\" is no part of it; write locks for those that somebody waits for, "
                             "locks:all for every call");
  }
  return watch_locks(log, !argument.empty());
}

void define_lock_watch(pybind11::class_<Watcher>& watcher) {
  watcher.def(
      "locks",
      [](const Watcher&, bool every) { return make_watching(watch_locks(require_log(), every)); },
      pybind11::arg("every") = false,
      "locks(every=False)\n--\n\n"
      "Watches threading's Lock and RLock, and what is built on them: Condition, Semaphore, "
      "Event,\n"
      "Barrier, queue.Queue, Thread.join (Modules/_threadmodule.c). Writes `lock.wait` when a "
      "thread\n"
      "is about to block, `lock.acquire` when it goes on, `lock.release` when somebody waits, and\n"
      "`lock.total` at the end; with `every` an event for each call. A cycle of threads that wait\n"
      "for each other is a `deadlock`, told within a second, also on stderr. Raises RuntimeError\n"
      "when locks are watched already.");
}

}  // namespace lab::bindings
