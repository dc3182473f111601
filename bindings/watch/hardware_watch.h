#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace lab::bindings {

/// So many addresses can be watched at a time by the processor's debug registers.
inline constexpr int kHardwareSlots = 4;

/// What a trap says of the write before it.
struct WriteTrap {
  std::uintptr_t next_instruction = 0;  ///< the instruction after the one that wrote
  /// The thread had blocked SIGTRAP: this comes some time after the write, stands for all writes
  /// since then, and next_instruction is not theirs.
  bool late = false;
};

class WriteListener {
 public:
  virtual ~WriteListener() = default;
  /// Runs in a signal handler, on the thread that wrote, after the write and before its next
  /// instruction. Must be async-signal-safe.
  virtual void on_write(const WriteTrap& trap) noexcept = 0;
  /// A child after fork could not be given watchpoints of its own. In the child, under the same
  /// limits as above.
  virtual void on_lost_in_child() noexcept = 0;
};

/// The kernel or the processor offers no watchpoint. what() says why and what to do.
class HardwareRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// All watchpoints of a thread are taken.
class HardwareFull : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A watchpoint on the writes of 4 or 8 aligned bytes, in every thread of this process: those there
/// are and those to come, and in children after fork. A program that this process execs has none.
class HardwareWatch {
 public:
  /// Needs the GIL, so that no Python thread starts meanwhile. Nothing is told before start().
  /// @throws HardwareRefused, HardwareFull
  HardwareWatch(const void* address, int size, WriteListener& listener);
  ~HardwareWatch();
  HardwareWatch(const HardwareWatch&) = delete;
  HardwareWatch& operator=(const HardwareWatch&) = delete;

  void start() noexcept;
  /// Async-signal-safe: on_write may end its own watch.
  void stop() noexcept;
  /// False when the program has closed our descriptors (daemons close all there are): writes were
  /// then missed.
  bool is_whole() const noexcept;

  /// How many watches there are now.
  static int count() noexcept;

 private:
  friend struct TrapDispatch;
  struct Event {
    int descriptor = -1;
    std::uint64_t id = 0;  ///< the kernel's: tells our descriptor from another under its number
  };
  int open(int thread) const noexcept;
  void open_in_child() noexcept;
  void open_every_thread();
  void close_all() noexcept;
  static bool is_ours(const Event& event) noexcept;

  std::uintptr_t address_;
  int size_;
  WriteListener& listener_;
  int slot_ = -1;
  std::uint64_t cookie_ = 0;
  bool started_ = false;
  std::vector<Event> events_;  ///< one a thread that was there; the others inherit
};

}  // namespace lab::bindings
