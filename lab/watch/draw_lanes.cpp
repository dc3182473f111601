#include <fmt/core.h>

#include <algorithm>

#include "lab/report/glyphs.h"
#include "lab/watch/draw.h"

// One row a lane. Threads and tasks, which are in one state at a time, by what they were in most of
// the column's time; numbers as a sparkline of their highest.

namespace lab::watch {
namespace {

using timeline::Lane;
using timeline::LaneKind;
using timeline::Step;

constexpr int kTitle = 12;

/// What a column of a states lane is drawn as: full, half, or nothing.
std::string_view sign(std::int64_t state, int share, bool unicode) {
  if (state == 0 || share == 0) return unicode ? "·" : ".";
  const bool full = share >= 50;
  if (state == 1) return unicode ? "░" : "-";
  if (state == 2) return unicode ? (full ? "█" : "▓") : (full ? "#" : "+");
  return unicode ? "▒" : "=";
}

/// What the lane was in column `column` of `columns` over [from, to).
struct Columns {
  std::uint64_t from;
  std::uint64_t to;
  int columns;
  std::uint64_t begin(int column) const {
    return from +
           (to - from) * static_cast<std::uint64_t>(column) / static_cast<std::uint64_t>(columns);
  }
};

/// The step in which `time` lies; nothing before the first.
const Step* step_at(const std::vector<Step>& steps, std::uint64_t time) {
  const auto after =
      std::upper_bound(steps.begin(), steps.end(), time,
                       [](std::uint64_t at, const Step& step) { return at < step.time; });
  return after == steps.begin() ? nullptr : &*std::prev(after);
}

void draw_states(const Lane& lane, const Columns& columns, bool unicode, Row& row) {
  for (int column = 0; column < columns.columns; ++column) {
    // Of short states one column may hold many: the rarest sight, holding, wins over being off.
    const std::uint64_t end = columns.begin(column + 1);
    const Step* shown = step_at(lane.steps, columns.begin(column));
    std::int64_t state = shown == nullptr ? 0 : shown->value;
    int share = shown == nullptr ? 0 : shown->share;
    for (const Step* step = shown == nullptr ? lane.steps.data() : shown + 1;
         step < lane.steps.data() + lane.steps.size() && step->time < end; ++step) {
      if (step->value > state) {
        state = step->value;
        share = step->share;
      }
    }
    row.add(sign(state, share, unicode), state == 2   ? Look::good
                                         : state == 1 ? Look::warn
                                                      : Look::dim);
  }
}

void draw_series(const Lane& lane, const Columns& columns, bool unicode, Row& row) {
  report::Style style;
  style.unicode = unicode;
  const auto& levels = report::glyphs(style).levels;
  std::int64_t most = 1;
  for (const Step& step : lane.steps)
    most = std::max(most, step.high);
  for (int column = 0; column < columns.columns; ++column) {
    const Step* step = step_at(lane.steps, columns.begin(column + 1) - 1);
    if (step == nullptr || step->high <= 0) {
      row.add(" ");
      continue;
    }
    const auto level = static_cast<std::size_t>(7 * step->high / most);
    row.add(levels[std::min<std::size_t>(level, 7)], Look::plain);
  }
}

/// Which lanes are worth a row, the likeliest to be looked at first.
std::vector<std::string> chosen(const std::vector<Lane>& lanes, std::size_t most) {
  std::vector<std::string> ids;
  for (const char* group : {"gil", "locks", "tasks", "gc", "alloc", "refcount", "events"}) {
    for (const Lane& lane : lanes) {
      if (lane.group != group || ids.size() >= most) continue;
      const bool generation = lane.group == "gc" && lane.kind == LaneKind::series;
      if (generation || (lane.group == "refcount" && ids.size() > 3)) continue;
      ids.push_back(lane.id);
    }
  }
  return ids;
}

}  // namespace

Rows draw_lanes(const View& view, int columns, int rows, bool unicode) {
  const timeline::Timeline& heads = view.timeline();
  const std::vector<std::string> ids = chosen(heads.lanes(), static_cast<std::size_t>(rows - 1));
  const int width = columns - kTitle - 1;
  if (ids.empty() || width < 10) return {};
  const Columns range{view.from(), std::max(view.to(), view.from() + 1), width};
  const std::vector<Lane> lanes =
      view.timeline().lanes(range.from, range.to, 2 * static_cast<std::size_t>(width),
                            std::set<std::string>(ids.begin(), ids.end()));
  Rows drawn;
  const std::uint64_t now = view.timeline().at(view.cursor()).record.time;
  const std::uint64_t span = std::max<std::uint64_t>(1, range.to - range.from);
  const int at = now < range.from
                     ? 0
                     : static_cast<int>(std::min<std::uint64_t>(
                           (now - range.from) * static_cast<std::uint64_t>(width) / span,
                           static_cast<std::uint64_t>(width) - 1));
  Row ruler;
  ruler.add(time_text(span), Look::dim);
  ruler.pad_to(kTitle + 1 + at).add(unicode ? "▼" : "v", Look::strong);
  drawn.push_back(std::move(ruler));
  for (const std::string& id : ids) {
    const auto lane =
        std::find_if(lanes.begin(), lanes.end(), [&](const Lane& of) { return of.id == id; });
    if (lane == lanes.end()) continue;
    Row row;
    row.add(safe(lane->title, unicode)).cut_to(kTitle, unicode).pad_to(kTitle + 1);
    if (lane->kind == LaneKind::states) {
      draw_states(*lane, range, unicode, row);
    } else {
      draw_series(*lane, range, unicode, row);
    }
    drawn.push_back(std::move(row));
  }
  return drawn;
}

}  // namespace lab::watch
