#include <algorithm>

#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/value_text.h"

namespace lab::report {
namespace {

/// Rows that are read to find the columns and their widths; those that are drawn are fewer.
constexpr std::size_t kMostRead = 1000;

bool all_maps(const record::List& rows) {
  return std::all_of(rows.begin(), rows.end(),
                     [](const record::Value& row) { return row.is<record::Map>(); });
}

/// The keys of all rows, in the order in which they come up.
std::vector<std::string> keys_of(const record::List& rows) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < std::min(rows.size(), kMostRead); ++i) {
    for (const auto& [key, value] : *rows[i].get_if<record::Map>()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  return keys;
}

Grid grid_of(const record::List& rows, const std::vector<std::string>& keys, const Style& style) {
  Grid grid;
  for (const std::string& key : keys)
    grid.columns.push_back({shown(key, style), true});
  const std::size_t drawn = std::min(rows.size(), kMostRows + 1);
  grid.left_out = rows.size() - drawn;
  for (std::size_t i = 0; i < drawn; ++i) {
    std::vector<std::string> cells;
    for (std::size_t column = 0; column < keys.size(); ++column) {
      const record::Value* value = rows[i].find(keys[column]);
      cells.push_back(value == nullptr ? "" : cell_text(*value, style));
      const bool text = value != nullptr && !is_numeric(*value) && !value->is<record::None>() &&
                        !value->is<record::Absent>();
      if (text) grid.columns[column].right = false;
    }
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

/// One map alone: a row for each of its members.
std::string draw_members(const record::Map& map, const Style& style) {
  Grid grid;
  grid.columns = {{"name", false}, {"value", true}};
  for (const auto& [key, value] : map) {
    if (!is_numeric(value)) grid.columns[1].right = false;
    if (grid.rows.size() > kMostRows) {
      ++grid.left_out;
    } else {
      grid.rows.push_back({shown(key, style), cell_text(value, style)});
    }
  }
  return draw_grid(grid, style);
}

}  // namespace

std::string draw_table(const record::Value& rows, const std::vector<std::string>& columns,
                       const Style& style) {
  std::string empty = Line().add("(no row)", Tone::dim).render(style);
  if (const auto* map = rows.get_if<record::Map>()) {
    return map->empty() ? empty : draw_members(*map, style);
  }
  const auto* list = rows.get_if<record::List>();
  if (list == nullptr || !all_maps(*list)) return {};
  const std::vector<std::string> keys = columns.empty() ? keys_of(*list) : columns;
  if (list->empty() || keys.empty()) return empty;
  return draw_grid(grid_of(*list, keys, style), style);
}

}  // namespace lab::report
