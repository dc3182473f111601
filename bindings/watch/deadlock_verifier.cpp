#include "bindings/watch/deadlock_verifier.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "bindings/internals/lock.h"

namespace lab::bindings {
namespace {

using std::chrono::milliseconds;
constexpr std::uint64_t kMillisecond = 1000000;
constexpr std::uint64_t kSettled = 100 * kMillisecond;
constexpr std::uint64_t kSilence = 300 * kMillisecond;
constexpr milliseconds kSoon{50};
constexpr milliseconds kLater{500};
constexpr std::uint64_t kYoung = 5000 * kMillisecond;

bool still_waits(const DeadlockEdge& edge) {
  return edge.thread->wait_number.load() == edge.wait_number && !edge.thread->ended.load();
}

bool is_certain(const Deadlock& deadlock) {
  return std::all_of(deadlock.cycle.begin(), deadlock.cycle.end(),
                     [](const DeadlockEdge& edge) { return edge.certain; });
}

void print_deadlock(const std::string& sentence) {
  const std::string line = "lab: deadlock: " + sentence + "\n";
  std::size_t written = 0;
  while (written < line.size()) {
    const ssize_t some = ::write(STDERR_FILENO, line.data() + written, line.size() - written);
    if (some <= 0) return;
    written += static_cast<std::size_t>(some);
  }
}

}  // namespace

struct DeadlockVerifier::State {
  record::Writer& log;
  LockEvents& events;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Deadlock> pending;
  std::set<std::uint64_t> told;
  std::thread thread;
  bool stop = false;
  bool off = false;                    ///< no thread could be started
  std::vector<std::string> sentences;  ///< to be printed, when the mutex is free
  std::uint64_t changes = 0;
  std::uint64_t silent_since = 0;

  State(record::Writer& to, LockEvents& by) : log(to), events(by) {}

  void start() {
    if (thread.joinable() || off) return;
    // Signals are for the program's threads: the handler of Ctrl-C runs in the main one.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      thread = std::thread([this] { run_safely(); });
    } catch (const std::system_error&) {
      off = true;
      log.notice("locks watch: deadlocks are not told, because no thread can be started");
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  /// Nobody runs, as far as waits tell, and that for a while.
  bool all_wait(std::uint64_t now) {
    const std::uint64_t count = wait_changes().load();
    if (count != changes || threads_that_wait().load() < lab_thread_count()) {
      changes = count;
      silent_since = now;
      return false;
    }
    return now - silent_since >= kSilence;
  }

  /// @returns whether nothing more is to be found out about it
  bool look_at(Deadlock& deadlock, std::uint64_t now, bool nobody_left) {
    if (!std::all_of(deadlock.cycle.begin(), deadlock.cycle.end(), still_waits)) return true;
    if (now - deadlock.formed < kSettled || (!is_certain(deadlock) && !nobody_left)) return false;
    told.insert(deadlock.number);
    std::erase_if(deadlock.also, [](const DeadlockEdge& edge) { return !still_waits(edge); });
    events.deadlock(deadlock);
    sentences.push_back(deadlock.sentence());
    return true;
  }

  /// Who reads stderr may be slow: nobody is to wait for the mutex meanwhile.
  void print(std::unique_lock<std::mutex>& lock) {
    const std::vector<std::string> now = std::move(sentences);
    sentences.clear();
    if (now.empty()) return;
    lock.unlock();
    for (const std::string& sentence : now)
      print_deadlock(sentence);
    lock.lock();
  }

  void run_safely() noexcept {
    try {
      run();
    } catch (const std::exception&) {
      log.notice("locks watch: no more deadlocks are told, there is no memory for it");
    }
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!stop) {
      const std::uint64_t now = record::Writer::now();
      const bool nobody_left = !pending.empty() && all_wait(now);
      std::erase_if(pending, [&](Deadlock& one) { return look_at(one, now, nobody_left); });
      print(lock);
      const bool young = std::any_of(pending.begin(), pending.end(), [now](const Deadlock& one) {
        return now - one.formed < kYoung;
      });
      if (stop) return;
      if (pending.empty()) {
        changed.wait(lock);
      } else {
        changed.wait_for(lock, young ? kSoon : kLater);
      }
    }
  }
};

DeadlockVerifier::DeadlockVerifier(record::Writer& log, LockEvents& events)
    : state_(std::make_unique<State>(log, events)) {}

DeadlockVerifier::~DeadlockVerifier() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stop = true;
  }
  state_->changed.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
}

void DeadlockVerifier::verify(Deadlock deadlock) {
  const std::lock_guard lock(state_->mutex);
  state_->start();
  state_->pending.push_back(std::move(deadlock));
  state_->changed.notify_all();
}

void DeadlockVerifier::add(std::uint64_t deadlock, const DeadlockEdge& also) {
  const std::lock_guard lock(state_->mutex);
  for (Deadlock& one : state_->pending) {
    if (one.number == deadlock) return one.also.push_back(also);
  }
  if (state_->told.contains(deadlock)) state_->events.also(deadlock, also);
}

void DeadlockVerifier::forget_parent() noexcept {
  auto fresh = std::make_unique<State>(state_->log, state_->events);
  // The old one's mutex may be locked by a thread that is not here: it is left alone.
  static_cast<void>(state_.release());
  state_ = std::move(fresh);
}

}  // namespace lab::bindings
