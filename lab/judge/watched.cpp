#include <array>

#include "lab/judge/judge.h"

namespace lab::judge {
namespace {

using record::Event;
using record::List;
using record::Map;

constexpr std::size_t kGenerations = 3;

std::optional<std::uint64_t> count_in(const Event& event, std::string_view name) {
  for (const auto& [key, value] : event.fields) {
    if (key != name) continue;
    if (const auto* number = value.get_if<std::uint64_t>()) return *number;
    const auto* number = value.get_if<std::int64_t>();
    if (number != nullptr && *number >= 0) return static_cast<std::uint64_t>(*number);
  }
  return std::nullopt;
}

/// Of gc.stop events: {generation, collected, uncollectable}, one for each collection that ended.
/// Nothing when the collector was not watched.
std::optional<Map> summarize_gc(const std::vector<Event>& events) {
  bool watched = false;
  std::array<std::uint64_t, kGenerations> collections = {};
  std::uint64_t collected = 0;
  std::uint64_t uncollectable = 0;
  for (const Event& event : events) {
    if (event.name.starts_with("gc.")) watched = true;
    if (event.name != "gc.stop") continue;
    std::optional<std::uint64_t> generation = count_in(event, "generation");
    if (generation && *generation < kGenerations) ++collections[*generation];
    collected += count_in(event, "collected").value_or(0);
    uncollectable += count_in(event, "uncollectable").value_or(0);
  }
  if (!watched) return std::nullopt;
  return Map{{"collections", List(collections.begin(), collections.end())},
             {"collected", collected},
             {"uncollectable", uncollectable}};
}

}  // namespace

Map summarize_watched(const std::vector<Event>& events) {
  Map watched;
  if (std::optional<Map> gc = summarize_gc(events)) watched.emplace_back("gc", std::move(*gc));
  return watched;
}

}  // namespace lab::judge
