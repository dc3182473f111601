#include "bindings/probes/gil_sampler.h"

#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

#include "bindings/internals/gil.h"
#include "bindings/internals/thread_state.h"

// A sample, by a thread that does not hold what it looks at:
//
//     locked, last_holder, switch_number      three words of the GIL
//     thread_id, native_thread_id             two words of *last_holder
//     locked, last_holder, switch_number      the same as before: the two belong together
//
// The holder may let go, end and be freed between the first and the second step, and another thread
// state may be made in its place. The two words are therefore fetched by the kernel, which says
// EFAULT where nothing is mapped any more, and they count only when the GIL has not moved meanwhile.

namespace lab::bindings {
namespace {

constexpr int kMostTries = 4;
constexpr std::size_t kMostThreads = 4096;
constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

std::int64_t monotonic_now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kNanosecondsPerSecond + now.tv_nsec;
}

void sleep_until(std::int64_t time) noexcept {
  const timespec until{time / kNanosecondsPerSecond, time % kNanosecondsPerSecond};
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
  }
}

bool same(const lab_gil_state& one, const lab_gil_state& other) noexcept {
  return one.locked == other.locked && one.last_holder == other.last_holder &&
         one.switch_number == other.switch_number;
}

/// Zeros where there is no such memory.
lab_thread_numbers numbers_at(const void* state) noexcept {
  lab_thread_numbers numbers{};
  auto* address = static_cast<char*>(const_cast<void*>(state)) + lab_thread_numbers_offset();
  const iovec local{&numbers, sizeof numbers};
  const iovec remote{address, sizeof numbers};
  if (::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0) != ssize_t{sizeof numbers})
    return {};
  return numbers;
}

struct Holder {
  bool held = false;
  lab_thread_numbers numbers{};
};

bool is_taken(const lab_gil_state& gil) noexcept {
  return gil.locked == 1;
}

Holder look(const lab_gil& gil) noexcept {
  lab_gil_state before = lab_gil_read(gil);
  for (int tries = 0; tries < kMostTries && is_taken(before); ++tries) {
    std::atomic_thread_fence(std::memory_order_acquire);
    const lab_thread_numbers numbers = numbers_at(before.last_holder);
    std::atomic_thread_fence(std::memory_order_acquire);
    const lab_gil_state after = lab_gil_read(gil);
    if (same(before, after)) return {true, numbers};
    before = after;
  }
  return {is_taken(before), {}};
}

/// No signal of the program's is to be handled by a thread that Python does not know.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

GilSampler::GilSampler(const lab_gil& gil, std::chrono::microseconds interval)
    : gil_(gil), interval_(interval), process_(::getpid()) {
  seen_.threads.reserve(kMostThreads);  // the thread allocates nothing: a fork may come at any time
}

std::shared_ptr<GilSampler> GilSampler::start(const lab_gil& gil,
                                              std::chrono::microseconds interval) {
  std::shared_ptr<GilSampler> sampler(new GilSampler(gil, interval));
  const AllSignalsBlocked blocked;
  // Detached: nobody waits for it, neither a program that ends nor a forked child, which lacks it.
  std::thread(run, sampler).detach();
  return sampler;
}

void GilSampler::run(const std::shared_ptr<GilSampler>& self) {
  const std::int64_t pace = std::chrono::nanoseconds(self->interval_).count();
  std::int64_t next = monotonic_now() + pace;
  std::uint64_t missed = 0;
  do {
    sleep_until(next);
    const std::int64_t late = monotonic_now() - next;
    missed = late < pace ? 0 : static_cast<std::uint64_t>(late / pace);
    next += pace * static_cast<std::int64_t>(missed + 1);
  } while (self->sample(missed));
}

bool GilSampler::sample(std::uint64_t missed) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return false;
  const Holder holder = look(gil_);
  ++seen_.samples;
  seen_.missed += missed;
  if (!holder.held) return true;
  ++seen_.held;
  for (GilSamples::Thread& thread : seen_.threads) {
    if (thread.thread_id != holder.numbers.thread_id) continue;
    if (thread.native_id != holder.numbers.native_id) continue;
    ++thread.samples;
    return true;
  }
  if (seen_.threads.size() < kMostThreads) {
    seen_.threads.push_back({holder.numbers.thread_id, holder.numbers.native_id, 1});
  }
  return true;
}

bool GilSampler::in_child_of_fork() const noexcept {
  return ::getpid() != process_;
}

void GilSampler::stop() noexcept {
  if (in_child_of_fork()) return;
  const std::lock_guard lock(mutex_);
  stopped_ = true;
}

GilSamples GilSampler::samples() const {
  if (in_child_of_fork()) return seen_;
  const std::lock_guard lock(mutex_);
  return seen_;
}

}  // namespace lab::bindings
