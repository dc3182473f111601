#include "lab/timeline/event_shape.h"

#include <cstring>
#include <span>

namespace lab::timeline {
namespace {

struct RoleFields {
  std::string_view name;
  Role role;
  std::string_view key;
  std::vector<std::string_view> numbers;
};

const std::vector<RoleFields>& roles() {
  static const std::vector<RoleFields> all = {
      {"line", Role::line, "", {}},
      {"instruction", Role::instruction, "", {}},
      {"refcount.watch", Role::refcount_watch, "object", {"value"}},
      {"refcount.write", Role::refcount_write, "object", {"value"}},
      {"object.watch", Role::object_watch, "object", {}},
      {"object.change", Role::object_change, "object", {}},
      {"gil.start", Role::gil_start, "", {"holder"}},
      {"gil.take", Role::gil_take, "", {}},
      {"gil.retake", Role::gil_retake, "", {}},
      {"gil.let_go", Role::gil_let_go, "", {}},
      {"gil.drop", Role::gil_drop, "", {}},
      {"gil.wait", Role::gil_wait, "", {}},
      {"gil.request", Role::gil_request, "", {}},
      {"gc.start", Role::gc_start, "", {"generation", "length0", "length1", "length2"}},
      {"gc.stop", Role::gc_stop, "", {"generation", "length0", "length1", "length2"}},
      {"lock.wait", Role::lock_wait, "lock", {}},
      {"lock.acquire", Role::lock_acquire, "lock", {}},
      {"lock.release", Role::lock_release, "lock", {}},
      {"task.new", Role::task_new, "task", {"name"}},
      {"task.step", Role::task_step, "task", {}},
      {"task.step_end", Role::task_step_end, "task", {}},
      {"alloc.call", Role::alloc_call, "", {"call", "size", "old"}},
      {"footprint", Role::told, "", {}},
      {"gil.site", Role::told, "", {}},
      {"gil.thread", Role::gil_thread, "name", {}},
      {"alloc.total", Role::told, "", {}},
      {"alloc.line", Role::told, "", {}},
      {"alloc.size", Role::told, "", {}},
      {"lock.total", Role::told, "", {}},
      {"output", Role::output, "", {}},
  };
  return all;
}

int word_of(const record::Schema& schema, std::string_view field) {
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    if (schema.fields[i].name == field) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

EventShape::EventShape(const record::Schema& of)
    : schema(&of), file(word_of(of, "file")), line(word_of(of, "line")) {
  for (const RoleFields& known : roles()) {
    if (known.name != of.name) continue;
    role = known.role;
    if (!known.key.empty()) key = word_of(of, known.key);
    for (const std::string_view field : known.numbers)
      numbers.push_back(word_of(of, field));
  }
}

std::optional<std::uint64_t> EventShape::word(const record::RawRecord& record, int index) const {
  const auto at = static_cast<std::size_t>(index) * sizeof(std::uint64_t);
  if (index < 0 || at + sizeof(std::uint64_t) > record.payload.size()) return std::nullopt;
  std::uint64_t value = 0;
  if (schema->has_mask) {
    std::memcpy(&value, record.payload.data(), sizeof value);
    if ((value >> static_cast<unsigned>(index) & 1U) != 0) return std::nullopt;
  }
  std::memcpy(&value, record.payload.data() + at, sizeof value);
  return value;
}

}  // namespace lab::timeline
