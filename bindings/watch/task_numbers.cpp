#include "bindings/watch/task_numbers.h"

#include <new>

namespace lab::bindings {

TaskNumbers::Number TaskNumbers::task(const void* task, const void* coroutine,
                                      bool unstarted) noexcept {
  const auto at = tasks_.find(task);
  if (at != tasks_.end()) {
    const Known& known = at->second;
    if (known.coroutine == coroutine && !(unstarted && known.begun)) return {known.number, false};
    tasks_.erase(at);
  }
  if (tasks_.size() >= kMostTasks) return {};
  try {
    tasks_.emplace(task, Known{last_task_ + 1, coroutine, !unstarted});
  } catch (const std::bad_alloc&) {
    return {};
  }
  return {++last_task_, true};
}

std::uint64_t TaskNumbers::known_task(const void* task) const noexcept {
  const auto at = tasks_.find(task);
  return at == tasks_.end() ? 0 : at->second.number;
}

void TaskNumbers::begun(const void* task) noexcept {
  const auto at = tasks_.find(task);
  if (at != tasks_.end()) at->second.begun = true;
}

void TaskNumbers::forget_task(const void* task) noexcept {
  tasks_.erase(task);
}

ReadySince::Entry& ReadySince::entry_of(const void* handle) noexcept {
  // Objects lie 16 bytes apart at least; neighbours get entries side by side.
  const auto address = reinterpret_cast<std::uintptr_t>(handle) >> 4U;
  return entries_[(address ^ (address >> 14U)) % kEntries];
}

void ReadySince::came(const void* handle, std::uint64_t time) noexcept {
  entry_of(handle) = {handle, time};
}

std::uint64_t ReadySince::take(const void* handle) noexcept {
  Entry& entry = entry_of(handle);
  if (entry.handle != handle) return 0;
  entry.handle = nullptr;
  return entry.time;
}

}  // namespace lab::bindings
