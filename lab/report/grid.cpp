#include "lab/report/grid.h"

#include <algorithm>
#include <numeric>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"

namespace lab::report {
namespace {

constexpr int kGap = 3;
constexpr int kNarrowest = 6;  ///< of a text that is cut; a number is not cut at all

using Widths = std::vector<int>;

int total(const Widths& widths) {
  return std::accumulate(widths.begin(), widths.end(), 0) +
         kGap * (static_cast<int>(widths.size()) - 1);
}

Widths natural_widths(const Grid& grid) {
  Widths widths;
  for (std::size_t i = 0; i < grid.columns.size(); ++i) {
    int widest = display_width(grid.columns[i].title);
    for (const auto& row : grid.rows)
      widest = std::max(widest, display_width(row[i]));
    widths.push_back(widest);
  }
  return widths;
}

/// Takes from the widest text column until all fit. @returns false when they cannot.
bool narrow(Widths& widths, const Grid& grid, int room) {
  while (total(widths) > room) {
    int* widest = nullptr;
    int next = kNarrowest;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (grid.columns[i].right || widths[i] <= kNarrowest) continue;
      if (widest == nullptr || widths[i] > *widest) {
        next = widest == nullptr ? kNarrowest : *widest;
        widest = &widths[i];
      } else {
        next = std::max(next, widths[i]);
      }
    }
    if (widest == nullptr) return false;
    const int excess = total(widths) - room;
    *widest = std::max({*widest - excess, std::min(next, *widest - 1), kNarrowest});
  }
  return true;
}

std::string draw_cells_of(const std::vector<std::string>& cells, const Grid& grid,
                          const Widths& widths, Tone tone, const Style& style) {
  Line line;
  int column = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::string text = cut(cells[i], widths[i], style);
    if (grid.columns[i].right) {
      line.add_right(text, column + widths[i], tone);
    } else {
      line.pad_to(column).add(text, tone);
    }
    column += widths[i] + kGap;
  }
  return line.render(style);
}

void keep_most(Grid& grid) {
  // A line that says "1 more" would be no shorter than that one row.
  if (grid.rows.size() + grid.left_out <= kMostRows + 1) return;
  if (grid.rows.size() > kMostRows) {
    grid.left_out += grid.rows.size() - kMostRows;
    grid.rows.resize(kMostRows);
  }
}

}  // namespace

std::string draw_grid(Grid grid, const Style& style) {
  const std::string more = std::string(glyphs(style).ellipsis) + " ";
  keep_most(grid);
  Widths widths = natural_widths(grid);
  Widths fitting = widths;
  while (!narrow(fitting, grid, style.width) && widths.size() > 1) {
    widths.pop_back();
    fitting = widths;
  }
  std::vector<std::string> titles;
  for (const Grid::Column& column : grid.columns)
    titles.push_back(column.title);
  std::string out = draw_cells_of(titles, grid, fitting, Tone::dim, style);
  for (const auto& row : grid.rows)
    out += draw_cells_of(row, grid, fitting, Tone::plain, style);
  if (grid.left_out > 0) {
    const std::string count = grouped(std::to_string(grid.left_out));
    out += Line().add(more + count + " more rows", Tone::dim).render(style);
  }
  if (fitting.size() < titles.size()) {
    std::string names;
    for (std::size_t i = fitting.size(); i < titles.size(); ++i) {
      names += (names.empty() ? "" : ", ") + titles[i];
    }
    const std::size_t count = titles.size() - fitting.size();
    const std::string what =
        std::to_string(count) + (count == 1 ? " more column: " : " more columns: ");
    out += Line().add(more + what + names, Tone::dim).render(style);
  }
  return out;
}

}  // namespace lab::report
