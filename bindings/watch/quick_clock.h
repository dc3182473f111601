#pragma once

#include <cstdint>

namespace lab::bindings {

/// CLOCK_MONOTONIC in nanoseconds, for one reader at a time, and never less than it said before.
///
/// clock_gettime costs 28 ns, of which the processor's time stamp counter itself takes 11; the rest
/// keeps every single reading in order with what is around it. Where events are in order anyway,
/// the counter is read and converted: it is compared with clock_gettime at first, and every
/// millisecond anew. Where the kernel's own clock is not that counter (not x86-64, or a machine
/// whose counters do not agree), this is clock_gettime.
class QuickClock {
 public:
  /// Looks once how this machine keeps the time. Reads a file; before the first now().
  static void prepare();

  std::uint64_t now() noexcept;

 private:
  struct Reading {
    std::uint64_t ticks = 0;
    std::uint64_t nanoseconds = 0;
  };
  static Reading read_both() noexcept;
  std::uint64_t compare() noexcept;

  Reading first_;                     ///< the rate is measured from here
  Reading last_;                      ///< and the time is counted from here
  std::uint64_t rate_ = 0;            ///< nanoseconds for 2^32 ticks; 0: not known yet
  std::uint64_t ticks_to_count_ = 0;  ///< after so many, compare again
  std::uint64_t said_ = 0;
};

}  // namespace lab::bindings
