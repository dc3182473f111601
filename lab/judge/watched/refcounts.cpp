#include "lab/judge/watched/refcounts.h"

#include <algorithm>

namespace lab::judge {
namespace {

bool is_true(const record::Event& event, std::string_view name) {
  for (const auto& [key, value] : event.fields) {
    const auto* flag = value.get_if<bool>();
    if (key == name && flag != nullptr) return *flag;
  }
  return false;
}

/// Saturating, for a log may hold any two numbers.
std::int64_t difference(std::int64_t after, std::int64_t before) {
  std::int64_t by = 0;
  if (!__builtin_sub_overflow(after, before, &by)) return by;
  return after > before ? INT64_MAX : INT64_MIN;
}

void add_cause(WatchedRefcount& object, const RefcountWrite& write) {
  const std::int64_t by = difference(write.value, write.before);
  for (RefcountCause& cause : object.causes) {
    const bool same = cause.line == write.place.line && cause.by == by &&
                      cause.opcode == write.place.opcode && cause.function == write.function;
    if (!same) continue;
    ++cause.times;
    return;
  }
  if (object.causes.size() >= WatchedRefcount::kMostCauses) {
    ++object.other_causes;
    return;
  }
  object.causes.push_back({write.place.line, write.place.opcode, write.function, by, 1});
}

void add_point(WatchedRefcount& object, const RefcountWrite& write) {
  if (object.writes % object.every != 0) return;
  if (object.points.size() >= WatchedRefcount::kMostPoints) {
    for (std::size_t i = 0; i < object.points.size() / 2; ++i)
      object.points[i] = object.points[2 * i];
    object.points.resize(object.points.size() / 2);
    object.every *= 2;
    if (object.writes % object.every != 0) return;
  }
  object.points.push_back({write.value, write.place.line});
}

record::Map object_map(const WatchedRefcount& object) {
  record::Map map = {
      {"object", object.object},     {"type", object.type},    {"mode", object.mode},
      {"immortal", object.immortal}, {"first", object.first},  {"last", object.last},
      {"lowest", object.low},        {"highest", object.high}, {"writes", object.writes}};
  if (object.end.empty()) {
    map.emplace_back("end",
                     record::Absent{"no end was written: the host was stopped from outside"});
  } else {
    map.emplace_back("end", object.end);
  }
  return map;
}

}  // namespace

void WatchedRefcount::add_write(RefcountWrite write) {
  last = write.value;
  low = std::min(low, write.value);
  high = std::max(high, write.value);
  add_point(*this, write);
  add_cause(*this, write);
  ++writes;
  if (first_writes.size() < kMostWrites) first_writes.push_back(std::move(write));
}

WatchedRefcount* WatchedRefcounts::begin(std::string_view name) {
  if (objects.size() >= kMostObjects) {
    ++left_out;
    // What is written from now on is of an object that is not kept, whatever had its name before.
    if (auto at = latest_.find(name); at != latest_.end()) at->second = kMostObjects;
    return nullptr;
  }
  latest_[std::string(name)] = objects.size();
  WatchedRefcount& object = objects.emplace_back();
  object.object = name;
  return &object;
}

WatchedRefcount* WatchedRefcounts::find(std::string_view name) {
  const auto at = latest_.find(name);
  return at == latest_.end() || at->second >= objects.size() ? nullptr : &objects[at->second];
}

void WatchedRefcounts::add(const record::Event& event) {
  on = true;
  const std::string_view name = text_in(event, "object");
  const auto value = integer_in(event, "value");
  if (event.name == "refcount.watch") {
    WatchedRefcount* object = begin(name);
    if (object == nullptr) return;
    object->type = text_in(event, "type");
    object->mode = text_in(event, "mode");
    object->immortal = is_true(event, "immortal");
    object->first = object->last = object->low = object->high = value.value_or(0);
    return;
  }
  WatchedRefcount* object = find(name);
  if (event.name == "refcount.end") {
    if (object != nullptr) object->end = text_in(event, "reason");
    return;
  }
  if (event.name != "refcount.write") return;
  ++writes;
  if (object == nullptr || !value) return;
  const std::int64_t before = integer_in(event, "before").value_or(object->last);
  object->add_write({before, *value, place_in(event), std::string(text_in(event, "function"))});
}

std::string WatchedRefcounts::mode() const {
  std::string mode;
  for (const WatchedRefcount& object : objects) {
    if (object.mode.empty() || object.mode == mode) continue;
    if (!mode.empty()) return "both";
    mode = object.mode;
  }
  return mode;
}

record::Map WatchedRefcounts::to_map() const {
  record::List list;
  for (const WatchedRefcount& object : objects)
    list.emplace_back(object_map(object));
  return {{"mode", mode()}, {"writes", writes}, {"objects", list}, {"left_out", left_out}};
}

}  // namespace lab::judge
