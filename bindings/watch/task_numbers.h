#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

// The numbers of loops and tasks, and since when each handle waits for its turn. Addresses are used
// again when what was there has died; nothing here holds an object, so each table is told by what
// else an address is known to be another one's.

namespace lab::bindings {

/// With the GIL held.
class TaskNumbers {
 public:
  /// Beyond these many at one time a task has the number 0.
  static constexpr std::size_t kMostTasks = std::size_t{1} << 20U;

  struct Number {
    std::uint64_t number = 0;
    bool is_new = false;
  };
  /// @param coroutine an address only: another one means another task
  /// @param unstarted nothing of its coroutine has run: a task that was begun is another one
  Number task(const void* task, const void* coroutine, bool unstarted) noexcept;
  /// 0 when it is not known.
  std::uint64_t known_task(const void* task) const noexcept;
  void begun(const void* task) noexcept;
  void forget_task(const void* task) noexcept;

 private:
  struct Known {
    std::uint64_t number;
    const void* coroutine;
    bool begun;
  };
  std::unordered_map<const void*, Known> tasks_;
  std::uint64_t last_task_ = 0;
};

/// When handles came into the ready queue: a table of fixed size, a later handle may take the place
/// of an earlier one, which then is not known any more.
class ReadySince {
 public:
  void came(const void* handle, std::uint64_t time) noexcept;
  /// 0 when it is not known. It is forgotten.
  std::uint64_t take(const void* handle) noexcept;

 private:
  static constexpr std::size_t kEntries = std::size_t{1} << 14U;
  struct Entry {
    const void* handle = nullptr;
    std::uint64_t time = 0;
  };
  Entry& entry_of(const void* handle) noexcept;
  Entry entries_[kEntries] = {};
};

}  // namespace lab::bindings
