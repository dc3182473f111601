#pragma once

#include <string>
#include <vector>

#include "lab/report/report.h"

namespace lab::report {

/// A table whose cells are text already (through shown()).
struct Grid {
  struct Column {
    std::string title;
    bool right = false;  ///< numbers
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  ///< as many cells as columns in each
  std::size_t left_out = 0;                    ///< rows beyond `rows`
};

/// Rows beyond this many are counted, not drawn.
inline constexpr std::size_t kMostRows = 12;

/// Columns that do not fit are made narrower, the widest first, and at last left out and named.
std::string draw_grid(Grid grid, const Style& style);

}  // namespace lab::report
