#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/watched_pictures.h"

namespace lab::report {
namespace {

using judge::ObjectChange;
using judge::WatchedObject;

constexpr std::size_t kMostChangedDrawn = 4;  ///< objects
constexpr std::size_t kMostChanges = 12;      ///< rows, shared by the objects
constexpr int kWidestBar = 16;

/// In their order. Where there are too many, the rare kinds go first: a resize says more than the
/// inserts around it.
std::vector<const ObjectChange*> telling(const WatchedObject& object, std::size_t most) {
  std::vector<const WatchedObject::Kind*> kinds;
  for (const auto& kind : object.kinds)
    kinds.push_back(&kind);
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto* a, const auto* b) { return a->times < b->times; });
  std::vector<const ObjectChange*> changes;
  for (const auto* kind : kinds) {
    for (const ObjectChange& change : kind->first) {
      if (changes.size() < most) changes.push_back(&change);
    }
  }
  std::sort(changes.begin(), changes.end(),
            [](const auto* a, const auto* b) { return a->number < b->number; });
  return changes;
}

std::string change_headline(const WatchedObject& object, const Style& style) {
  std::string text = object.type;
  const std::string_view dot = glyphs(style).separator;
  if (object.mode == "watcher") text.append(dot).append("told by CPython");
  if (object.mode == "instruction") text.append(dot).append("compared after each instruction");
  if (object.changes == 0) text.append(dot).append("no change");
  for (std::size_t i = 0; i < object.kinds.size(); ++i) {
    const auto& kind = object.kinds[i];
    text.append(i == 0 ? dot : ", ");
    text += fmt::format("{} {}", grouped(std::to_string(kind.times)), kind.change);
  }
  if (object.of_other_kinds > 0) text += fmt::format(", {} others", object.of_other_kinds);
  if (!object.end.empty()) text.append(dot).append("at the end: ").append(object.end);
  return text;
}

/// What has moved has its two addresses in place of sizes.
std::string number_of(const ObjectChange& change, const std::optional<std::int64_t>& number) {
  if (!number) return {};
  if (change.change == "move") return fmt::format("{:#x}", static_cast<std::uint64_t>(*number));
  return grouped(std::to_string(*number));
}

/// "8 → 16  ████░░░░": what was there, and what came to it.
std::string sizes_text(const ObjectChange& change, double most, const Style& style) {
  const Glyphs& signs = glyphs(style);
  if (!change.before || !change.after)
    return number_of(change, change.after ? change.after : change.before);
  std::string text = fmt::format("{} {} {}", number_of(change, change.before), signs.arrow,
                                 number_of(change, change.after));
  const auto before = static_cast<double>(*change.before);
  const auto after = static_cast<double>(*change.after);
  if (most <= 0 || before < 0 || after < 0) return text;
  const auto columns = [&](double value) {
    return static_cast<int>(std::lround(kWidestBar * (value / most)));
  };
  const int old_bar = columns(std::min(before, after));
  text += "  " + repeat(signs.full, old_bar);
  return text + repeat(after > before ? signs.gained : signs.lost,
                       columns(std::max(before, after)) - old_bar);
}

/// Sizes that grow or shrink are drawn as bars; versions and states have numbers too, but no size.
bool has_size(const ObjectChange& change) {
  return change.change == "resize";
}

std::string draw_changes_of(const WatchedObject& object, std::size_t most, const Style& style) {
  const auto changes = telling(object, most);
  if (changes.empty()) return {};
  double largest = 0;
  for (const ObjectChange* change : changes) {
    if (!has_size(*change)) continue;
    largest = std::max({largest, static_cast<double>(change->before.value_or(0)),
                        static_cast<double>(change->after.value_or(0))});
  }
  Grid grid;
  grid.columns = {{"#", true},       {"change"},     {"at"},
                  {"before, after"}, {"line", true}, {"instruction"}};
  for (const ObjectChange* change : changes) {
    const double scale = has_size(*change) ? largest : 0;
    grid.rows.push_back({grouped(std::to_string(change->number)), shown(change->change, style),
                         shown(change->at, style), sizes_text(*change, scale, style),
                         change->place.line > 0 ? std::to_string(change->place.line) : "",
                         shown(change->place.opcode, style)});
  }
  std::string out = draw_grid(std::move(grid), style);
  if (object.changes > changes.size()) {
    const std::string more =
        counted(object.changes - changes.size(), "more change", "more changes");
    out += Line().add(fmt::format("{} {}", glyphs(style).ellipsis, more), Tone::dim).render(style);
  }
  return out;
}

}  // namespace

std::string draw_changes(const judge::WatchedObjects& watched, std::string_view name,
                         const Style& style) {
  std::vector<const WatchedObject*> objects;
  for (const WatchedObject& object : watched.objects) {
    if (name.empty() || object.object == name) objects.push_back(&object);
  }
  std::uint64_t more = watched.left_out;
  if (objects.size() > kMostChangedDrawn) {
    more += objects.size() - kMostChangedDrawn;
    objects.resize(kMostChangedDrawn);
  }
  int start = 1;
  for (const WatchedObject* object : objects)
    start = std::max(start, display_width(shown(object->object, style)));
  start = std::min(start, style.width / 3) + 2;
  std::string out;
  for (const WatchedObject* object : objects) {
    const std::string label = cut(shown(object->object, style), start - 1, style);
    out += draw_labelled(label, change_headline(*object, style), 0, start, style, 3);
    out += draw_changes_of(*object, kMostChanges / objects.size(), style);
  }
  if (more > 0) {
    const std::string text = counted(more, "more object", "more objects");
    out += Line().add(fmt::format("{} {}", glyphs(style).ellipsis, text), Tone::dim).render(style);
  }
  return out;
}

}  // namespace lab::report
