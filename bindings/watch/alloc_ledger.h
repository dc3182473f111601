#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace lab::bindings {

enum class Domain : unsigned { raw, mem, object };
inline constexpr std::size_t kDomains = 3;

/// A counter that is read and written without a lock. `kShared`: by threads without the GIL too.
/// With it, a load and a store do: a locked instruction at each of the ten counters of a call would
/// cost more than the call.
class Counter {
 public:
  template <bool kShared>
  std::int64_t add(std::int64_t number) noexcept {
    if constexpr (kShared) return value_.fetch_add(number, std::memory_order_relaxed) + number;
    const std::int64_t sum = value_.load(std::memory_order_relaxed) + number;
    value_.store(sum, std::memory_order_relaxed);
    return sum;
  }
  template <bool kShared>
  void raise_to(std::int64_t number) noexcept {
    std::int64_t value = value_.load(std::memory_order_relaxed);
    if constexpr (kShared) {
      while (value < number && !value_.compare_exchange_weak(value, number)) {
      }
    } else if (value < number) {
      value_.store(number, std::memory_order_relaxed);
    }
  }
  std::int64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }
  void set(std::int64_t number) noexcept { value_.store(number, std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// pymalloc's size classes, Objects/obmalloc.c: class i holds blocks of up to 16 × i bytes.
/// 0: larger than 512, which pymalloc leaves to malloc.
inline constexpr std::size_t kSizeClasses = 33;
constexpr std::size_t size_class(std::uint64_t size) noexcept {
  if (size > 512) return 0;
  return size == 0 ? 1 : (size + 15) / 16;
}

struct ClassTotals {
  Counter calls, bytes, live_blocks;
};

/// The calls are those of its classes: a call touches no counter that can be had by adding others.
struct alignas(64) DomainTotals {
  Counter frees, live_bytes, peak_bytes;
  std::array<ClassTotals, kSizeClasses> classes;
};

struct LineCounts {
  Counter calls, bytes, live_bytes, live_blocks;
};

/// The raw domain has counters of its own: who calls it need not hold the GIL.
struct alignas(64) LineTotals {
  std::atomic<std::uint64_t> key;  ///< the number of its file's name, then 32 bits of line; 0: free
  LineCounts with_gil, raw;
};

/// Everything that is counted, for the whole process: it outlives the watch, as hooks do.
class AllocLedger {
 public:
  /// Line 0 is what has no line: no Python code runs, or the thread does not hold the GIL.
  static constexpr std::uint32_t kLines = std::uint32_t{1} << 16U;

  template <bool kShared>
  void allocated(Domain domain, std::uint64_t size, std::uint32_t line) noexcept {
    DomainTotals& totals = domains[static_cast<std::size_t>(domain)];
    const auto bytes = static_cast<std::int64_t>(size);
    ClassTotals& in_class = totals.classes[size_class(size)];
    in_class.calls.add<kShared>(1);
    in_class.bytes.add<kShared>(bytes);
    in_class.live_blocks.add<kShared>(1);
    totals.peak_bytes.raise_to<kShared>(totals.live_bytes.add<kShared>(bytes));
    LineCounts& counts = domain == Domain::raw ? lines[line].raw : lines[line].with_gil;
    counts.calls.add<kShared>(1);
    counts.bytes.add<kShared>(bytes);
    counts.live_bytes.add<kShared>(bytes);
    counts.live_blocks.add<kShared>(1);
  }

  /// A block that allocated() was told of is no more.
  template <bool kShared>
  void released(Domain domain, std::uint64_t size, std::uint32_t line) noexcept {
    DomainTotals& totals = domains[static_cast<std::size_t>(domain)];
    const auto bytes = static_cast<std::int64_t>(size);
    totals.classes[size_class(size)].live_blocks.add<kShared>(-1);
    totals.live_bytes.add<kShared>(-bytes);
    LineCounts& counts = domain == Domain::raw ? lines[line].raw : lines[line].with_gil;
    counts.live_bytes.add<kShared>(-bytes);
    counts.live_blocks.add<kShared>(-1);
  }

  /// The index of a line, entered when it is new; 0 when the table is full. Any thread.
  std::uint32_t line_index(std::uint64_t file, int line) noexcept;

  /// All to 0.
  void clear() noexcept;
  /// What a forked child begins with: its parent's live blocks, and no calls yet.
  void clear_calls() noexcept;

  std::array<DomainTotals, kDomains> domains;
  std::array<LineTotals, kLines> lines;
};

}  // namespace lab::bindings
