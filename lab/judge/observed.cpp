#include <charconv>

#include "lab/judge/judge.h"

namespace lab::judge {
namespace {

using record::List;
using record::Map;
using record::Observation;
using record::Value;

const Observation* last_of(const Run& run, std::string_view name) {
  for (auto it = run.observations.rbegin(); it != run.observations.rend(); ++it) {
    if (it->experiment && it->name == name) return &*it;
  }
  return nullptr;
}

/// An item of a list; a negative index counts from the end.
const Value* item_of(const List& list, std::string_view step) {
  std::int64_t index = 0;
  auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc{} || end != step.data() + step.size()) return nullptr;
  auto size = static_cast<std::int64_t>(list.size());
  if (index < 0) index += size;
  return index >= 0 && index < size ? &list[static_cast<std::size_t>(index)] : nullptr;
}

const Value* member_of(const Value& value, std::string_view step) {
  if (const auto* list = value.get_if<List>()) return item_of(*list, step);
  return value.find(step);
}

/// Follows "0/field" into a value; an empty path is the value itself.
const Value* follow(const Value& value, std::string_view path) {
  const Value* at = &value;
  while (at != nullptr && !path.empty()) {
    std::size_t slash = path.find('/');
    at = member_of(*at, path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  }
  return at;
}

}  // namespace

std::optional<Found> find_observed(const Run& run, std::string_view path) {
  for (std::size_t end = path.size(); end != std::string_view::npos && end > 0;
       end = path.rfind('/', end - 1)) {
    const Observation* observation = last_of(run, path.substr(0, end));
    if (observation == nullptr) continue;
    std::string_view rest = end == path.size() ? std::string_view{} : path.substr(end + 1);
    const Value* value = follow(observation->value, rest);
    if (value == nullptr) return std::nullopt;
    return Found{observation, value};
  }
  return std::nullopt;
}

const Value* find_observation(const Run& run, std::string_view path) {
  std::optional<Found> found = find_observed(run, path);
  return found ? found->value : nullptr;
}

}  // namespace lab::judge
