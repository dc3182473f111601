#include <fmt/core.h>

#include <algorithm>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/watched_pictures.h"

// The value of a count over its writes, and under each write the line that made it. What does not
// fit so is drawn with one column for each write, or for several:
//
//     a   1 ─── 2 ··· 3 ─── 2 ··· 1              b   ▁▂▃▂▃▄▅▆▇█▇▆▅▄▃▂▁   1 to 9
//     line      3     3     3     4              line 3         4

namespace lab::report {
namespace {

using judge::RefcountCause;
using judge::RefcountWrite;
using judge::WatchedRefcount;

constexpr std::size_t kMostDrawn = 4;        ///< objects
constexpr std::size_t kMostOneByOne = 8;     ///< writes in a table of their own
constexpr std::size_t kMostCausesDrawn = 6;  ///< of one or two objects; of more, 4
constexpr int kLabelGap = 3;

std::string mode_text(const std::string& mode) {
  if (mode == "hardware") return "hardware watchpoint: every write is here, whoever made it";
  if (mode == "instruction") {
    return "compared after each bytecode instruction: what one instruction adds and takes away "
           "again is missed, and C functions have no name";
  }
  if (mode == "both") return "some by hardware watchpoint, some after each bytecode instruction";
  return {};
}

std::string object_text(const WatchedRefcount& object, bool with_mode, const Style& style) {
  std::string text = object.type;
  const auto add = [&](const std::string& part) {
    text.append(text.empty() ? "" : glyphs(style).separator).append(part);
  };
  if (with_mode && !object.mode.empty()) add(object.mode);
  if (object.immortal) {
    add("immortal: nothing counts its references");
  } else {
    add(counted(object.writes, "write", "writes"));
  }
  add(object.end.empty() ? "no end was written" : "at the end: " + object.end);
  return text;
}

using Points = std::vector<WatchedRefcount::Point>;

/// The value before the first write and after each, or nothing where they do not fit in a line.
std::string draw_values(const Points& points, std::int64_t first, int start, std::string_view label,
                        const Style& style) {
  int widest = static_cast<int>(std::to_string(first).size());
  for (const auto& point : points) {
    widest = std::max({widest, static_cast<int>(std::to_string(point.value).size()),
                       static_cast<int>(std::to_string(point.line).size()) - 1});
  }
  const auto columns = static_cast<int>(points.size()) + 1;
  int step = widest + 5;
  while (step > widest + 2 && start + columns * step > style.width)
    --step;
  if (start + columns * step > style.width) return {};
  const Glyphs& signs = glyphs(style);
  Line values;
  Line lines;
  values.add(label, Tone::strong).pad_to(start);
  lines.add("line", Tone::dim);
  std::string value = std::to_string(first);
  for (std::size_t i = 0; i <= points.size(); ++i) {
    const int column = start + static_cast<int>(i) * step;
    values.pad_to(column).add(value);
    if (i == points.size()) break;
    const int dash = column + step - 1 - values.width() - 1;
    values.add(" ").add(repeat(i % 2 == 0 ? signs.solid : signs.dotted, dash), Tone::dim);
    if (points[i].line > 0) {
      lines.pad_to(column + step).add(std::to_string(points[i].line), Tone::dim);
    }
    value = std::to_string(points[i].value);
  }
  return values.render(style) + lines.render(style);
}

std::size_t level_of(std::int64_t value, std::int64_t low, std::int64_t high) {
  if (high <= low) return 0;
  const double share = (static_cast<double>(value) - static_cast<double>(low)) /
                       (static_cast<double>(high) - static_cast<double>(low));
  return static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * 7);
}

/// One column for each point, or the highest of several.
std::string draw_levels(const WatchedRefcount& object, int start, std::string_view label,
                        const Style& style) {
  const std::string range = fmt::format("{} to {}", grouped(std::to_string(object.low)),
                                        grouped(std::to_string(object.high)));
  const int room = std::max(style.width - start - display_width(range) - 2, 8);
  const Points& points = object.points;
  const std::size_t together =
      (points.size() + static_cast<std::size_t>(room) - 1) / static_cast<std::size_t>(room);
  Line levels;
  Line lines;
  levels.add(label, Tone::strong).pad_to(start);
  lines.add("line", Tone::dim).pad_to(start);
  int said = 0;
  std::string drawn;
  for (std::size_t i = 0; i < points.size(); i += together) {
    std::int64_t highest = points[i].value;
    for (std::size_t j = i; j < std::min(i + together, points.size()); ++j)
      highest = std::max(highest, points[j].value);
    const int column = start + static_cast<int>(i / together);
    drawn += glyphs(style).levels[level_of(highest, object.low, object.high)];
    const int line = points[i].line;
    const bool room_for_line = column == start || column > lines.width();
    if (line > 0 && line != said && room_for_line) {
      lines.pad_to(column).add(std::to_string(line), Tone::dim);
      said = line;
    }
  }
  levels.add(drawn, Tone::good).add("  ").add(range, Tone::dim);
  const std::uint64_t writes = object.every * together;
  std::string out = levels.render(style) + lines.render(style);
  if (writes > 1) {
    out += Line(start).add(fmt::format("a column: {} writes", writes), Tone::dim).render(style);
  }
  return out;
}

std::string draw_object(const WatchedRefcount& object, int start, bool with_mode, bool alone,
                        const Style& style) {
  const std::string label = cut(shown(object.object, style), start - 1, style);
  std::string out =
      draw_labelled(label, object_text(object, with_mode, style), 0, start, style, alone ? 2 : 1);
  if (object.points.empty()) return out;
  const bool thinned = object.every > 1;
  std::string steps = thinned ? "" : draw_values(object.points, object.first, start, "", style);
  return out + (steps.empty() ? draw_levels(object, start, "", style) : steps);
}

std::string line_number(int line) {
  return line > 0 ? std::to_string(line) : "";
}

/// Columns of nothing are left out: the weaker mode knows no C function.
std::string draw_filled(Grid grid, const Style& style) {
  for (std::size_t column = grid.columns.size(); column-- > 0;) {
    const bool empty = std::all_of(grid.rows.begin(), grid.rows.end(),
                                   [&](const auto& row) { return row[column].empty(); });
    if (!empty) continue;
    const auto at = static_cast<std::ptrdiff_t>(column);
    grid.columns.erase(grid.columns.begin() + at);
    for (auto& row : grid.rows)
      row.erase(row.begin() + at);
  }
  return grid.columns.empty() ? std::string() : draw_grid(std::move(grid), style);
}

std::string draw_writes(const WatchedRefcount& object, const Style& style) {
  Grid grid;
  grid.columns = {{"line", true}, {"count"}, {"instruction"}, {"C function"}, {"in"}};
  for (const RefcountWrite& write : object.first_writes) {
    grid.rows.push_back({line_number(write.place.line),
                         fmt::format("{} {} {}", write.before, glyphs(style).arrow, write.value),
                         shown(write.place.opcode, style), shown(write.function, style),
                         shown(write.place.code, style)});
  }
  return draw_filled(std::move(grid), style);
}

struct NamedCause {
  const WatchedRefcount* object = nullptr;
  const RefcountCause* cause = nullptr;
};

std::string draw_causes(const std::vector<const WatchedRefcount*>& objects, const Style& style) {
  std::vector<NamedCause> causes;
  std::uint64_t all = 0;
  for (const WatchedRefcount* object : objects) {
    all += object->writes;
    for (const RefcountCause& cause : object->causes)
      causes.push_back({object, &cause});
  }
  std::stable_sort(causes.begin(), causes.end(), [](const NamedCause& a, const NamedCause& b) {
    return a.cause->times > b.cause->times;
  });
  Grid grid;
  grid.columns = {{"writes", true}, {"by", true},   {"line", true},
                  {"instruction"},  {"C function"}, {"object"}};
  for (const NamedCause& one : causes) {
    if (grid.rows.size() == (objects.size() > 2 ? 4 : kMostCausesDrawn)) break;
    all -= std::min(all, one.cause->times);
    grid.rows.push_back({grouped(std::to_string(one.cause->times)),
                         fmt::format("{:+}", one.cause->by), line_number(one.cause->line),
                         shown(one.cause->opcode, style), shown(one.cause->function, style),
                         objects.size() > 1 ? shown(one.object->object, style) : ""});
  }
  std::string out = draw_filled(std::move(grid), style);
  if (all > 0) {
    out += Line()
               .add(fmt::format("{} {} by others", glyphs(style).ellipsis,
                                counted(all, "write", "writes")),
                    Tone::dim)
               .render(style);
  }
  return out;
}

}  // namespace

std::string draw_refcounts(const judge::WatchedRefcounts& watched, std::string_view name,
                           const Style& style) {
  if (!watched.on) return {};
  std::vector<const WatchedRefcount*> objects;
  for (const WatchedRefcount& object : watched.objects) {
    if (name.empty() || object.object == name) objects.push_back(&object);
  }
  if (objects.empty()) return {};
  std::uint64_t more = watched.left_out;
  if (objects.size() > kMostDrawn) {
    more += objects.size() - kMostDrawn;
    objects.resize(kMostDrawn);
  }
  int start = 4;  // "line"
  for (const WatchedRefcount* object : objects)
    start = std::max(start, display_width(shown(object->object, style)));
  start = std::min(start, style.width / 3) + kLabelGap;
  const std::string mode = watched.mode();
  std::string out = draw_paragraph(mode_text(mode), 0, Tone::dim, style, 3);
  std::uint64_t writes = 0;
  for (const WatchedRefcount* object : objects) {
    out += draw_object(*object, start, mode == "both", objects.size() == 1, style);
    writes += object->writes;
  }
  if (objects.size() == 1 && writes > 0 && writes <= kMostOneByOne) {
    out += draw_writes(*objects[0], style);
  } else if (writes > 0) {
    out += draw_causes(objects, style);
  }
  if (more > 0) {
    const std::string text = counted(more, "more object", "more objects");
    out += Line().add(fmt::format("{} {}", glyphs(style).ellipsis, text), Tone::dim).render(style);
  }
  return out;
}

}  // namespace lab::report
