#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/record/reader.h"

namespace lab::timeline {

/// What an event is to the index. Events of other names are `other`: they are counted and shown.
enum class Role : std::uint8_t {
  other,
  told,  ///< what is told of the run, at a place or at its end, and does not happen in it
  line,
  instruction,
  refcount_watch,
  refcount_write,
  object_watch,
  object_change,
  gil_start,
  gil_thread,
  gil_take,
  gil_retake,
  gil_let_go,
  gil_drop,
  gil_wait,
  gil_request,
  gc_start,
  gc_stop,
  lock_wait,
  lock_acquire,
  lock_release,
  task_new,
  task_step,
  task_step_end,
  alloc_call,
  output
};

/// Where the words lie in the payload of an event that the index reads, so that millions of them are
/// read without being decoded.
struct EventShape {
  const record::Schema* schema = nullptr;
  Role role = Role::other;
  std::uint64_t count = 0;  ///< of records that the index has taken
  int file = -1;            ///< word of the field "file"; -1: the event has none
  int line = -1;
  int key = -1;              ///< of what it speaks: an object's name, a lock's or task's number
  std::vector<int> numbers;  ///< the words that the role's lane is made of, as listed by the role

  explicit EventShape(const record::Schema& of);

  /// A word of `record`; nothing where the schema lacks it, it is absent, or the payload is short.
  std::optional<std::uint64_t> word(const record::RawRecord& record, int index) const;
  std::uint64_t number(const record::RawRecord& record, std::size_t which) const {
    return which < numbers.size() ? word(record, numbers[which]).value_or(0) : 0;
  }
};

}  // namespace lab::timeline
