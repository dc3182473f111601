#pragma once

#include <cstdint>
#include <string_view>

#include "lab/record/writer.h"

// What a watch did itself. When it ends it writes one event:
//
//   footprint   watch, events, nanoseconds, references, blocks
//
// A watch keeps a HookTime, opens each of its hooks by an InHook, and ends with write_footprint().

namespace lab::bindings {

/// The time spent in hooks: that of each of the first calls, then of one call in kEvery, because
/// reading the clock costs more than most hooks do. What the clock itself takes is taken off. Not
/// for several threads at once: with the GIL held, or one for each thread.
class HookTime {
 public:
  static constexpr std::uint64_t kEvery = 64;  ///< also how many are timed at first

  /// @returns whether this call is to be timed
  bool enter() noexcept { return ++calls_ <= kEvery || calls_ % kEvery == 0; }
  /// @param nanoseconds between two readings of the clock around the call
  void add(std::uint64_t nanoseconds) noexcept;

  std::uint64_t calls() const noexcept { return calls_; }
  /// Of all calls, by what those that were timed took.
  std::uint64_t nanoseconds() const noexcept;
  /// Nanoseconds that two readings of the clock, one after the other, are apart.
  static std::uint64_t clock_cost() noexcept;

 private:
  std::uint64_t calls_ = 0;
  std::uint64_t timed_ = 0;        ///< of those after the first
  std::uint64_t nanoseconds_ = 0;  ///< that these took
  std::uint64_t at_first_ = 0;     ///< nanoseconds of the first kEvery calls
};

/// The time until this is destroyed is spent in a hook.
class InHook {
 public:
  explicit InHook(HookTime& time) noexcept
      : time_(time), start_(time.enter() ? record::Writer::now() : 0) {}
  ~InHook() {
    if (start_ != 0) time_.add(record::Writer::now() - start_);
  }
  InHook(const InHook&) = delete;
  InHook& operator=(const InHook&) = delete;

 private:
  HookTime& time_;
  std::uint64_t start_;
};

struct Footprint {
  std::uint64_t events = 0;       ///< written, this one not counted
  std::uint64_t nanoseconds = 0;  ///< in its hooks
  std::int64_t references = 0;    ///< to objects of the program that it held
  std::int64_t blocks = 0;        ///< of Python's memory that it held
};

/// Writes the event. @param watch its name, as in --watch
void write_footprint(record::Writer& log, std::string_view watch,
                     const Footprint& footprint) noexcept;

}  // namespace lab::bindings
