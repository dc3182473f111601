#include "bindings/watch/lock_graph.h"

#include <unistd.h>

#include <algorithm>

#include "bindings/watch/text_number.h"

// When is a cycle a deadlock? An RLock can be released by its holder only, and what a `with` block
// holds its __exit__ will release, so those waits have no end. A plain Lock that was taken by acquire()
// may be a signal that a third thread gives by release(): then it is one only if all threads there are
// wait without a limit of time, or if the lock has a history of its holders' releases and of no other's.
// Such an edge is not `certain`, and the verifier waits for the proof (deadlock_verifier.h).

namespace lab::bindings {
namespace {

constexpr std::size_t kMostThreads = 10000;
constexpr std::size_t kMostAlso = 64;
constexpr std::uint64_t kHistory = 2;  ///< releases by the holder, and none by another

bool is_waiting_forever(const LockThread& thread) {
  return thread.forever && thread.wait_number.load() % 2 == 1 && !thread.ended.load();
}

Lock* wanted_by(LockTable& table, const LockThread& thread) {
  return thread.wanted == nullptr ? nullptr : table.find(thread.wanted);
}

/// The thread that alone can end the wait; null where there is none, or it is not known.
LockThread* next_of(LockTable& table, const LockThread& thread) {
  if (!is_waiting_forever(thread)) return nullptr;
  if (thread.joined != nullptr) return thread.joined;
  const Lock* lock = wanted_by(table, thread);
  return lock == nullptr || lock->signal ? nullptr : lock->holder;
}

bool only_holder_releases(const Lock& lock) {
  if (lock.reentrant || lock.with || lock.end_of_thread) return true;
  return lock.counts.own >= kHistory && lock.counts.foreign == 0;
}

bool contains(const std::vector<LockThread*>& threads, const LockThread* thread) {
  return std::find(threads.begin(), threads.end(), thread) != threads.end();
}

/// From the thread on, until it ends or comes to a thread for the second time.
std::vector<LockThread*> path_from(LockTable& table, LockThread& thread, LockThread*& last) {
  std::vector<LockThread*> path;
  last = &thread;
  while (last != nullptr && !last->of_parent && path.size() < kMostThreads &&
         !contains(path, last)) {
    path.push_back(last);
    last = next_of(table, *last);
  }
  return path;
}

void mark(const std::vector<DeadlockEdge>& edges, std::uint64_t number) {
  for (const DeadlockEdge& edge : edges)
    edge.thread->in_deadlock = number;
}

struct Found {
  LockTable& table;
  Deadlock& deadlock;
};

/// Adds a thread that waits for one of the deadlock's.
void add_if_it_leads_there(LockThread& thread, void* about) {
  auto& found = *static_cast<Found*>(about);
  if (thread.in_deadlock != 0 || found.deadlock.also.size() >= kMostAlso) return;
  LockThread* last = nullptr;
  for (LockThread* on_the_way : path_from(found.table, thread, last)) {
    if (on_the_way->in_deadlock != found.deadlock.number) continue;
    found.deadlock.also.push_back(edge_of(found.table, thread));
    thread.in_deadlock = found.deadlock.number;
    return;
  }
}

std::uint64_t next_number() {
  static std::uint64_t count = 0;
  return (static_cast<std::uint64_t>(getpid()) << 20U) + ++count;
}

/// By its name, which is looked for now if it was not.
std::string label_of(Lock& lock) {
  find_name(lock);
  return lock.label();
}

/// What the thread before each wants is what it holds.
void fill_held(LockTable& table, std::vector<DeadlockEdge>& cycle) {
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const LockThread& before = *cycle[(i + cycle.size() - 1) % cycle.size()].thread;
    Lock* lock = wanted_by(table, before);
    if (before.joined != nullptr || lock == nullptr || lock->end_of_thread) continue;
    cycle[i].holds = label_of(*lock);
    cycle[i].held_at = lock->held_at;
  }
}

std::string wanted_text(LockTable& table, LockThread& thread) {
  Lock* lock = wanted_by(table, thread);
  LockThread* next = next_of(table, thread);
  const bool end = thread.joined != nullptr || (lock != nullptr && lock->end_of_thread);
  if (end) return next == nullptr ? "the end of a thread" : "the end of " + next->name;
  if (lock == nullptr) return "the end of the other threads";
  if (next == nullptr || !next->of_parent) return label_of(*lock);
  const std::string where = lock->held_at->text();
  return label_of(*lock) + ", held since before the fork by " + next->name +
         (where.empty() ? "" : " (" + where + ")") + ", which is not in this process";
}

Deadlock make_deadlock(LockTable& table, std::vector<LockThread*> threads, bool is_cycle) {
  Deadlock deadlock;
  deadlock.number = next_number();
  deadlock.formed = record::Writer::now();
  for (LockThread* thread : threads)
    read_thread_name(*thread);
  for (LockThread* thread : threads)
    deadlock.cycle.push_back(edge_of(table, *thread));
  if (is_cycle) fill_held(table, deadlock.cycle);
  mark(deadlock.cycle, deadlock.number);
  Found found{table, deadlock};
  for_each_lock_thread(add_if_it_leads_there, &found);
  return deadlock;
}

}  // namespace

DeadlockEdge edge_of(LockTable& table, LockThread& thread) {
  read_thread_name(thread);
  DeadlockEdge edge;
  edge.thread = &thread;
  edge.wait_number = thread.wait_number.load();
  edge.thread_name = thread.name;
  edge.thread_number = thread.name_number;
  edge.tid = thread.tid;
  edge.wants = wanted_text(table, thread);
  edge.site = thread.place.site;
  const Lock* lock = wanted_by(table, thread);
  edge.certain = thread.joined != nullptr || (lock != nullptr && only_holder_releases(*lock));
  return edge;
}

WaitPath follow_waits(LockTable& table, LockThread& thread) {
  LockThread* last = nullptr;
  std::vector<LockThread*> path = path_from(table, thread, last);
  WaitPath result;
  if (last == nullptr) return result;
  if (last == &thread) {
    result.deadlock = make_deadlock(table, path, true);
  } else if (last->of_parent) {
    LockThread* stuck = path.back();
    if (stuck->in_deadlock == 0)
      result.deadlock = make_deadlock(table, {stuck}, false);
    else
      result.joins = stuck->in_deadlock;
  } else {
    result.joins = last->in_deadlock;
  }
  if (result.joins != 0) thread.in_deadlock = result.joins;
  return result;
}

}  // namespace lab::bindings
