#include "lab/report/difference.h"

#include <fmt/core.h>

#include <algorithm>

#include "lab/judge/equality.h"

namespace lab::report {
namespace {

using record::List;
using record::Map;
using record::Value;

constexpr std::size_t kLongestText = 60;

std::optional<std::string> find_difference(const Value& expected, const Value& observed,
                                           const std::string& path);

std::optional<std::string> find_in_lists(const List& expected, const List& observed,
                                         const std::string& path) {
  for (std::size_t i = 0; i < std::min(expected.size(), observed.size()); ++i) {
    const std::string place = fmt::format("{}[{}]", path, i);
    if (auto found = find_difference(expected[i], observed[i], place)) return found;
  }
  // All that both have is the same: one of them ends here.
  const std::size_t end = std::min(expected.size(), observed.size());
  return fmt::format("{}[{}]: expected {} items, observed {}", path, end, expected.size(),
                     observed.size());
}

std::string member_path(const std::string& path, const std::string& key) {
  return path.empty() ? key : fmt::format("{}.{}", path, key);
}

std::optional<std::string> find_in_maps(const Map& expected, const Value& observed,
                                        const std::string& path) {
  for (const auto& [key, value] : expected) {
    const std::string place = member_path(path, key);
    const Value* other = observed.find(key);
    if (other == nullptr) return place + ": missing";
    if (auto found = find_difference(value, *other, place)) return found;
  }
  for (const auto& [key, value] : *observed.get_if<Map>()) {
    const bool known = std::any_of(expected.begin(), expected.end(),
                                   [&key = key](const auto& entry) { return entry.first == key; });
    if (!known) return member_path(path, key) + ": not expected";
  }
  return std::nullopt;
}

std::optional<std::string> find_difference(const Value& expected, const Value& observed,
                                           const std::string& path) {
  if (judge::equal_values(expected, observed)) return std::nullopt;
  const auto* list = expected.get_if<List>();
  if (list != nullptr && observed.is<List>()) {
    return find_in_lists(*list, *observed.get_if<List>(), path);
  }
  const auto* map = expected.get_if<Map>();
  if (map != nullptr && observed.is<Map>()) return find_in_maps(*map, observed, path);
  return fmt::format("{}: expected {}, observed {}", path, record::to_text(expected, kLongestText),
                     record::to_text(observed, kLongestText));
}

}  // namespace

std::optional<std::string> first_difference(const Value& expected, const Value& observed) {
  const bool lists = expected.is<List>() && observed.is<List>();
  const bool maps = expected.is<Map>() && observed.is<Map>();
  return lists || maps ? find_difference(expected, observed, "") : std::nullopt;
}

}  // namespace lab::report
