#include <fmt/core.h>

#include <algorithm>

#include "lab/report/glyphs.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/watched_pictures.h"

namespace lab::report {
namespace {

constexpr std::size_t kMostPlaces = 6;
constexpr std::size_t kMostClasses = 6;

/// The size classes that most was asked for in, from small to large.
record::Map class_bars(const judge::WatchedAllocations& watched) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> classes;
  for (const auto& [size, total] : watched.sizes)
    classes.emplace_back(size == 0 ? UINT64_MAX : size, total.bytes);
  std::stable_sort(classes.begin(), classes.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (classes.size() > kMostClasses) classes.resize(kMostClasses);
  std::sort(classes.begin(), classes.end());
  record::Map bars;
  for (const auto& [size, bytes] : classes) {
    bars.emplace_back(size == UINT64_MAX ? "over 512 B" : fmt::format("up to {} B", size), bytes);
  }
  return bars;
}

std::string draw_named(std::string_view title, const record::Map& bars, const Style& style) {
  if (bars.empty()) return {};
  return Line().add(title, Tone::dim).render(style) + draw_bars(bars, "B", style);
}

}  // namespace

std::string draw_allocations(const judge::WatchedAllocations& watched, const Style& style) {
  record::Map places;
  for (const auto& line : watched.largest(kMostPlaces)) {
    const std::string place = line_text(line.file, line.line, style.width / 2, style);
    places.emplace_back(place.empty() ? "(no Python code)" : place, line.total.bytes);
  }
  std::string out = draw_named("bytes asked for, by line", places, style);
  if (watched.lines.size() > kMostPlaces) {
    const std::string more = counted(watched.lines.size() - kMostPlaces, "more line", "more lines");
    out += Line().add(fmt::format("{} {}", glyphs(style).ellipsis, more), Tone::dim).render(style);
  }
  return out + draw_named("by size class", class_bars(watched), style);
}

}  // namespace lab::report
