#include <algorithm>
#include <numeric>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/value_text.h"

// One column per step; between two steps either the value's line goes on or a new value begins:
//
//        start     del a     del b     collect
//     a  2 ─────── 1 ················· 0
//     b  2 ───────────────── 1 ······· 0

namespace lab::report {
namespace {

/// Up to here, a series that is too wide is still read value by value; beyond, its shape is read.
constexpr std::size_t kMostTableSteps = 16;

struct Series {
  std::vector<std::string> labels;
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> numeric;
  std::vector<std::string> steps;
  int label_width = 0;

  int start() const { return label_width == 0 ? 0 : label_width + 2; }
};

bool add_row(Series& series, std::string_view label, const record::Value& values,
             const Style& style) {
  const auto* list = values.get_if<record::List>();
  if (list == nullptr) return false;
  std::vector<std::string> row;
  for (const record::Value& value : *list)
    row.push_back(cut(cell_text(value, style), 16, style));
  series.numeric.push_back(std::all_of(list->begin(), list->end(), is_numeric));
  series.labels.push_back(cut(shown(label, style), style.width / 3, style));
  series.label_width = std::max(series.label_width, display_width(series.labels.back()));
  series.rows.push_back(std::move(row));
  return true;
}

bool add_rows(Series& series, const record::Value& value, const Style& style) {
  if (value.is<record::List>()) return add_row(series, "", value, style);
  const auto* map = value.get_if<record::Map>();
  if (map != nullptr && map->size() > kMostRows) return false;
  return map != nullptr && std::all_of(map->begin(), map->end(), [&](const auto& entry) {
           return add_row(series, entry.first, entry.second, style);
         });
}

/// As many labels as steps; a step without one has its number.
void add_steps(Series& series, const record::Value* steps, const Style& style) {
  std::size_t count = 0;
  for (const auto& row : series.rows)
    count = std::max(count, row.size());
  const auto* names = steps == nullptr ? nullptr : steps->get_if<record::List>();
  for (std::size_t i = 0; i < count; ++i) {
    const bool named = names != nullptr && i < names->size();
    series.steps.push_back(named ? cell_text((*names)[i], style) : std::to_string(i + 1));
  }
}

using Columns = std::vector<int>;

/// The width of each step's column: its widest value with at least one sign of a line behind it, or
/// its heading.
Columns step_columns(const Series& series, const std::vector<std::string>& headings) {
  Columns columns;
  for (std::size_t step = 0; step < headings.size(); ++step) {
    int widest = 0;
    for (const auto& row : series.rows) {
      if (step < row.size()) widest = std::max(widest, display_width(row[step]));
    }
    columns.push_back(std::max(widest + 3, display_width(headings[step]) + 2));
  }
  return columns;
}

int total(const Series& series, const Columns& columns) {
  return std::accumulate(columns.begin(), columns.end(), series.start()) - 2;
}

/// Lines of some length are easier to follow, as far as there is room for them.
void widen(Columns& columns, const Series& series, const Style& style) {
  for (int least = 10; least > 4; --least) {
    Columns wide = columns;
    for (int& column : wide)
      column = std::max(column, least);
    if (total(series, wide) > style.width) continue;
    columns = wide;
    return;
  }
}

std::string draw_row(const std::vector<std::string>& row, Line line, const Columns& columns,
                     const Style& style) {
  const Glyphs& signs = glyphs(style);
  bool dotted = true;  // so that the first run is solid
  int column = line.width();
  for (std::size_t step = 0; step < row.size(); ++step) {
    const bool changed = step == 0 || row[step] != row[step - 1];
    const bool last = step + 1 == row.size();
    if (changed) {
      dotted = !dotted;
      line.add(row[step]).add(" ");
    }
    column += columns[step];
    // A run that goes on to the end shows it by its line; a value that is new there stands alone.
    const bool goes_on = !last && row[step + 1] == row[step];
    const int end = last ? (changed ? 0 : column - 2) : (goes_on ? column : column - 1);
    line.add(repeat(dotted ? signs.dotted : signs.solid, end - line.width()), Tone::dim);
    if (!last) line.pad_to(column);
  }
  return line.render(style);
}

std::string draw_steps(const Series& series, const std::vector<std::string>& headings,
                       const Columns& columns, const Style& style) {
  Line heading(series.start());
  int column = series.start();
  for (std::size_t step = 0; step < headings.size(); ++step) {
    heading.pad_to(column).add(headings[step], Tone::dim);
    column += columns[step];
  }
  std::string out = heading.render(style);
  for (std::size_t i = 0; i < series.rows.size(); ++i) {
    Line line;
    line.add(series.labels[i]).pad_to(series.start());
    out += draw_row(series.rows[i], line, columns, style);
  }
  return out;
}

/// What the numbers above the steps stand for.
std::string draw_legend(const Series& series, const Style& style) {
  std::string out;
  Line line(series.start());
  for (std::size_t step = 0; step < series.steps.size(); ++step) {
    const std::string entry = std::to_string(step + 1) + " " + series.steps[step];
    if (line.width() > series.start()) {
      if (line.width() + 3 + display_width(entry) > style.width) {
        out += line.render(style);
        line = Line(series.start());
      } else {
        line.add("   ");
      }
    }
    line.add(entry, Tone::dim);
  }
  return out + line.render(style);
}

/// The series turned by a quarter: one row per step.
std::string draw_turned(const Series& series, const Style& style) {
  Grid grid;
  grid.columns.push_back({"step", false});
  for (std::size_t i = 0; i < series.rows.size(); ++i) {
    const std::string& label = series.labels[i];
    grid.columns.push_back({label.empty() ? "value" : label, series.numeric[i]});
  }
  for (std::size_t step = 0; step < series.steps.size(); ++step) {
    std::vector<std::string> row = {series.steps[step]};
    for (const auto& values : series.rows)
      row.push_back(step < values.size() ? values[step] : "");
    grid.rows.push_back(std::move(row));
  }
  return draw_grid(grid, style);
}

}  // namespace

std::string draw_series(const record::Value& value, const record::Value* steps,
                        const Style& style) {
  Series series;
  if (!add_rows(series, value, style)) return {};
  add_steps(series, steps, style);
  if (series.steps.empty()) return Line().add("(no step)", Tone::dim).render(style);

  Columns columns = step_columns(series, series.steps);
  if (total(series, columns) <= style.width) {
    widen(columns, series, style);
    return draw_steps(series, series.steps, columns, style);
  }
  std::vector<std::string> numbers;
  for (std::size_t i = 1; i <= series.steps.size(); ++i)
    numbers.push_back(std::to_string(i));
  columns = step_columns(series, numbers);
  if (total(series, columns) <= style.width) {
    widen(columns, series, style);
    const bool named = series.steps != numbers;
    return draw_steps(series, numbers, columns, style) + (named ? draw_legend(series, style) : "");
  }
  if (series.steps.size() > kMostTableSteps) {
    if (std::string picture = draw_sparkline(value, "", style); !picture.empty()) return picture;
  }
  return draw_turned(series, style);
}

}  // namespace lab::report
