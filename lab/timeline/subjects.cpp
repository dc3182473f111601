#include "lab/timeline/subjects.h"

#include <fmt/core.h>

#include <algorithm>

#include "lab/record/cursor.h"

namespace lab::timeline {
namespace {

/// What tells two subjects of one role in one process apart: a thread, or a number of the event's.
std::uint64_t key_of(const record::RawRecord& record, const EventShape& shape) {
  if (shape.key >= 0 && shape.role != Role::gil_thread)
    return shape.word(record, shape.key).value_or(0);
  return record.tid;
}

bool key_is_text(Role role) {
  return role == Role::refcount_watch || role == Role::refcount_write ||
         role == Role::object_watch || role == Role::object_change;
}

/// The text that a structure or an observation begins with, of which it speaks.
std::string name_in(const record::RawRecord& record) {
  record::Cursor in(record.payload);
  if (record.kind == record::Kind::observation) {
    in.take(4 + 4 + 8);
    in.text();  // file
    in.text();  // qualified name
  }
  const std::string_view name = in.text();
  return in.ok() ? std::string(name) : std::string();
}

}  // namespace

std::string subject_name(Role role, std::uint32_t pid, std::uint32_t tid, const std::string& key) {
  switch (role) {
    case Role::line:
    case Role::instruction:
      return fmt::format("line/{}/{}", pid, tid);
    case Role::refcount_watch:
    case Role::refcount_write:
      return fmt::format("refcount/{}", key);
    case Role::object_watch:
    case Role::object_change:
      return fmt::format("object/{}", key);
    case Role::gil_take:
    case Role::gil_retake:
    case Role::gil_let_go:
    case Role::gil_drop:
    case Role::gil_wait:
      return fmt::format("gil/{}/{}", pid, tid);
    case Role::gil_request:
      return fmt::format("request/{}", pid);
    case Role::gc_start:
    case Role::gc_stop:
      return fmt::format("gc/{}", pid);
    case Role::lock_wait:
    case Role::lock_acquire:
    case Role::lock_release:
      return fmt::format("lock/{}/{}", pid, key);
    case Role::task_new:
    case Role::task_step:
    case Role::task_step_end:
      return fmt::format("task/{}/{}", pid, key);
    case Role::other:
    case Role::told:
    case Role::gil_start:
    case Role::gil_thread:
    case Role::alloc_call:
    case Role::output:
      break;
  }
  return {};
}

std::optional<std::size_t> Subjects::named(const std::string& name) {
  if (name.empty()) return std::nullopt;
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) return found->second;
  if (names_.size() >= kMost) return std::nullopt;
  names_.push_back(name);
  lasts_.emplace_back();
  numbers_.emplace(name, names_.size() - 1);
  return names_.size() - 1;
}

std::optional<std::size_t> Subjects::of(const record::RawRecord& record, const EventShape* shape,
                                        const record::Reader& texts) {
  if (record.kind == record::Kind::observation)
    return named(fmt::format("observation/{}", name_in(record)));
  if (record.kind == record::Kind::structure)
    return named(fmt::format("structure/{}", name_in(record)));
  if (shape == nullptr || shape->role == Role::other || shape->role == Role::alloc_call)
    return std::nullopt;
  const std::uint64_t word = key_of(record, *shape);
  const auto [entry, fresh] = keys_.try_emplace(Key{shape->role, record.pid, word}, std::nullopt);
  if (fresh) {
    const std::string* text = key_is_text(shape->role) ? texts.text(word) : nullptr;
    entry->second = named(subject_name(shape->role, record.pid, record.tid,
                                       text != nullptr ? *text : fmt::format("{}", word)));
  }
  return entry->second;
}

void Subjects::note(std::size_t subject, std::uint64_t number) {
  page_[subject] = number;
}

void Subjects::end_page() {
  for (const auto& [subject, number] : page_)
    lasts_[subject].push_back(number);
  page_.clear();
}

std::optional<std::size_t> Subjects::find(const std::string& name) const {
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::uint64_t> Subjects::last_before(std::size_t subject,
                                                   std::uint64_t number) const {
  const std::vector<std::uint64_t>& lasts = lasts_[subject];
  const auto after = std::lower_bound(lasts.begin(), lasts.end(), number);
  if (after == lasts.begin()) return std::nullopt;
  return *std::prev(after);
}

}  // namespace lab::timeline
