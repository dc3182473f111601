#include <fmt/core.h>

#include <algorithm>

#include "lab/report/grid.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/watched_pictures.h"

namespace lab::report {
namespace {

std::string_view what_of(judge::DeathKind kind) {
  switch (kind) {
    case judge::DeathKind::finalizer:
      return "__del__";
    case judge::DeathKind::callback:
      return "weakref callback";
    case judge::DeathKind::resurrection:
      return "resurrected";
    case judge::DeathKind::deallocation:
      return "deallocated";
  }
  return "";
}

std::string object_of(const judge::Death& death, const Style& style) {
  const bool two = !death.type.empty() && death.type != death.object;
  return shown(two ? fmt::format("{} ({})", death.object, death.type) : death.object, style);
}

}  // namespace

std::string draw_deaths(const judge::WatchedDeaths& watched, std::string_view object,
                        const Style& style) {
  std::vector<const judge::Death*> deaths;
  for (const judge::Death& death : watched.first) {
    if (object.empty() || death.object == object) deaths.push_back(&death);
  }
  if (deaths.empty()) return {};
  // Children of a thread pool write out of order; `order` is the host's own count.
  std::stable_sort(deaths.begin(), deaths.end(),
                   [](const auto* a, const auto* b) { return a->order < b->order; });
  Grid grid;
  grid.columns = {{"#", true}, {"what"}, {"object"}, {"by"}, {"line", true}, {"in"}};
  for (const judge::Death* death : deaths) {
    if (grid.rows.size() == kMostRows) break;
    grid.rows.push_back({std::to_string(grid.rows.size() + 1), std::string(what_of(death->kind)),
                         object_of(*death, style), shown(death->by, style),
                         death->place.line > 0 ? std::to_string(death->place.line) : "",
                         shown(death->place.code, style)});
  }
  const bool all = object.empty();
  grid.left_out =
      (all ? static_cast<std::size_t>(watched.total()) : deaths.size()) - grid.rows.size();
  return draw_grid(std::move(grid), style);
}

}  // namespace lab::report
