#include "bindings/watch/quick_clock.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "lab/record/writer.h"

#ifdef __x86_64__
#include <x86intrin.h>
#endif

namespace lab::bindings {
namespace {

/// A reading of the clock is 30 ns off at most, so that a rate measured over this long is within a
/// few millionths, and a time counted over a millisecond within a few nanoseconds.
constexpr std::uint64_t kToMeasure = 10'000'000;
constexpr std::uint64_t kToCount = 1'000'000;
/// The kernel may speed its clock up or slow it down by tiny amounts: an old rate is not kept.
constexpr std::uint64_t kToForget = 1'000'000'000;

bool counter_is_the_clock = false;

std::uint64_t counter() noexcept {
#ifdef __x86_64__
  return __rdtsc();
#else
  return 0;
#endif
}

}  // namespace

void QuickClock::prepare() {
#ifdef __x86_64__
  std::ifstream file("/sys/devices/system/clocksource/clocksource0/current_clocksource");
  std::string name;
  counter_is_the_clock = (file >> name) && name == "tsc";
#endif
}

/// Both at one moment: of three tries the one that was interrupted least.
QuickClock::Reading QuickClock::read_both() noexcept {
  Reading best;
  std::uint64_t least = ~std::uint64_t{0};
  for (int attempt = 0; attempt < 3; ++attempt) {
    const std::uint64_t before = counter();
    const std::uint64_t nanoseconds = record::Writer::now();
    const std::uint64_t took = counter() - before;
    if (took >= least) continue;
    least = took;
    best = {before + took / 2, nanoseconds};
  }
  return best;
}

[[gnu::noinline]] std::uint64_t QuickClock::compare() noexcept {
  if (!counter_is_the_clock) return record::Writer::now();
  if (rate_ == 0 && first_.ticks != 0) {
    const std::uint64_t now = record::Writer::now();
    if (now - first_.nanoseconds < kToMeasure) return now;
  }
  last_ = read_both();
  if (first_.ticks == 0) {
    first_ = last_;
    return last_.nanoseconds;
  }
  const auto nanoseconds = static_cast<double>(last_.nanoseconds - first_.nanoseconds);
  const double rate = nanoseconds / static_cast<double>(last_.ticks - first_.ticks);
  rate_ = static_cast<std::uint64_t>(rate * 4294967296.0);
  ticks_to_count_ = static_cast<std::uint64_t>(static_cast<double>(kToCount) / rate);
  if (last_.nanoseconds - first_.nanoseconds > kToForget) {
    first_ = last_;
    rate_ = ticks_to_count_ = 0;  // measured anew, from here
  }
  return last_.nanoseconds;
}

std::uint64_t QuickClock::now() noexcept {
  const std::uint64_t ticks = counter() - last_.ticks;
  std::uint64_t time = 0;
  if (ticks < ticks_to_count_) [[likely]] {
    time = last_.nanoseconds + ((ticks * rate_) >> 32U);
  } else {
    time = compare();
  }
  said_ = std::max(said_, time);
  return said_;
}

}  // namespace lab::bindings
