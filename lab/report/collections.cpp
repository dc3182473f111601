#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/watched_pictures.h"

// The line of time counts collections, it does not measure: the n-th column is the n-th collection.
//
//     generation 0  ▲▲▲▲ ▲▲▲▲ ▲▲    10     0 unreachable    1.2 ms
//     generation 1      ▲    ▲       2     4 unreachable    0.4 ms

namespace lab::report {
namespace {

struct Row {
  std::vector<std::size_t> columns;  ///< collections of this generation in each column
  std::uint64_t count = 0;
  std::uint64_t collected = 0;
  std::optional<double> seconds;
};

std::map<std::int64_t, Row> rows_of(const std::vector<judge::Collection>& all,
                                    std::size_t per_column) {
  std::map<std::int64_t, Row> rows;
  const std::size_t columns = (all.size() + per_column - 1) / per_column;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::int64_t generation = all[i].generation;
    if (!rows.contains(generation) && rows.size() >= 6) continue;  // no CPython has more
    Row& row = rows[generation];
    row.columns.resize(columns);
    ++row.columns[i / per_column];
    ++row.count;
    row.collected += all[i].collected;
    if (const auto ns = all[i].nanoseconds) {
      row.seconds = row.seconds.value_or(0) + static_cast<double>(*ns) * 1e-9;
    }
  }
  return rows;
}

std::string label_of(std::int64_t generation, bool narrow) {
  const std::string number = generation < 0 ? "?" : std::to_string(generation);
  return (narrow ? "gen " : "generation ") + number;
}

/// One mark each where every collection has its own column, else how many: 1 to 9, then "+".
std::string marks_text(const Row& row, std::size_t per_column, const Style& style) {
  std::string text;
  for (std::size_t count : row.columns) {
    if (count == 0) {
      text += ' ';
    } else if (per_column == 1) {
      text += glyphs(style).mark;
    } else {
      text += count < 10 ? static_cast<char>('0' + count) : '+';
    }
  }
  return text;
}

struct Facts {
  std::string count;
  std::string found;
  std::string time;
};

Facts facts_of(const Row& row, const Style& style) {
  return {grouped(std::to_string(row.count)), grouped(std::to_string(row.collected)),
          row.seconds ? duration_text(*row.seconds, style) : ""};
}

std::string totals_text(const judge::WatchedGc& gc, std::size_t per_column, const Style& style) {
  const std::string_view dot = glyphs(style).separator;
  std::string text = counted(gc.ended, "collection", "collections");
  if (per_column > 1) text += fmt::format(" ({} to a column)", per_column);
  if (gc.ended > gc.in_order.size()) {
    text += fmt::format(", the first {} drawn", grouped(std::to_string(gc.in_order.size())));
  }
  text += fmt::format("{}{} unreachable objects{}{} uncollectable", dot,
                      grouped(std::to_string(gc.collected)), dot,
                      grouped(std::to_string(gc.uncollectable)));
  if (gc.longest_ns > 0) {
    const double longest = static_cast<double>(gc.longest_ns) * 1e-9;
    text += fmt::format("{}longest {}", dot, duration_text(longest, style));
  }
  return text;
}

/// Where everything stands; the line of time takes what is left.
struct Layout {
  bool narrow = false;
  int start = 0;   ///< of the line of time
  int counts = 5;  ///< widths of the columns behind it, at least those of their headings
  int founds = 11;
  int times = 4;

  int room(const Style& style) const {
    const int behind = 2 + counts + 2 + founds + (narrow ? 0 : 2 + times);
    return std::clamp(style.width - start - behind, 6, 100);
  }
};

Layout layout_for(const std::map<std::int64_t, Row>& rows, const Style& style) {
  Layout layout;
  layout.narrow = style.width < 60;
  for (const auto& [generation, row] : rows) {
    const Facts facts = facts_of(row, style);
    layout.start = std::max(layout.start, display_width(label_of(generation, layout.narrow)) + 2);
    layout.counts = std::max(layout.counts, display_width(facts.count));
    layout.founds = std::max(layout.founds, display_width(facts.found));
    layout.times = std::max(layout.times, display_width(facts.time));
  }
  return layout;
}

std::string draw_line(Line line, int marks, const Facts& facts, const Layout& layout, Tone tone,
                      const Style& style) {
  int column = layout.start + marks + 2 + layout.counts;
  line.add_right(facts.count, column, tone);
  line.add_right(facts.found, column += 2 + layout.founds, tone);
  if (!layout.narrow) line.add_right(facts.time, column += 2 + layout.times, tone);
  return line.render(style);
}

std::string draw_rows(const std::map<std::int64_t, Row>& rows, std::size_t per_column,
                      const Layout& layout, const Style& style) {
  const auto columns = static_cast<int>(rows.begin()->second.columns.size());
  const int marks = std::max(columns, layout.narrow ? 6 : 8);
  const Line heading = Line(layout.start).add(layout.narrow ? "order" : "in order", Tone::dim);
  std::string out =
      draw_line(heading, marks, {"times", "unreachable", "took"}, layout, Tone::dim, style);
  for (const auto& [generation, row] : rows) {
    Line line;
    line.add(label_of(generation, layout.narrow)).pad_to(layout.start);
    line.add(marks_text(row, per_column, style), Tone::good);
    out += draw_line(line, marks, facts_of(row, style), layout, Tone::plain, style);
  }
  return out;
}

}  // namespace

std::string draw_collections(const judge::Run& run, const Style& style) {
  const judge::WatchedGc& gc = run.watched.gc;
  if (gc.ended == 0 && gc.started == 0) return {};
  std::string out;
  if (gc.ended > 0) {
    const Layout layout = layout_for(rows_of(gc.in_order, 1), style);
    const auto room = static_cast<std::size_t>(layout.room(style));
    const std::size_t per_column = (gc.in_order.size() + room - 1) / room;
    out += draw_rows(rows_of(gc.in_order, per_column), per_column, layout, style);
    // Of one collection, its row says all of it.
    const bool one = gc.ended == 1 && gc.uncollectable == 0;
    for (const std::string& line : wrap(totals_text(gc, per_column, style), style.width)) {
      if (!one) out += Line().add(line, Tone::dim).render(style);
    }
  }
  if (gc.started > gc.ended) {
    const std::string count = std::to_string(gc.started - gc.ended);
    out += Line().add(count + " more began and did not end", Tone::warn).render(style);
  }
  return out;
}

}  // namespace lab::report
