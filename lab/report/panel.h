#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/judge/exercise.h"
#include "lab/judge/judge.h"
#include "lab/record/value.h"
#include "lab/report/report.h"

namespace lab::report {

// One picture each, as lines that end in '\n' and take no more than the style's width. They know
// shapes only; titles and captions are added by draw_panel. A value of another shape gives an empty
// text.

/// {label: [n, n, …]} or [n, …]: each label a row, its value step by step, runs of one value drawn
/// as a line: "a  2 ──── 1 ····· 0". What is too wide becomes a table of steps, and beyond 16 steps
/// of numbers a sparkline. At most 12 labels.
std::string draw_series(const record::Value& series, const record::Value* steps,
                        const Style& style);
/// A list of maps: one row each, with all keys when no columns are named. One map alone: a row for
/// each of its members. Rows beyond 12 are counted.
std::string draw_table(const record::Value& rows, const std::vector<std::string>& columns,
                       const Style& style);
/// {label: number}: horizontal bars with their values.
std::string draw_bars(const record::Value& values, std::string_view unit, const Style& style);
/// A list: numbered boxes, as many to a line as fit, four lines of boxes at most. An item is a
/// plain value, or a map {value, label, mark}: the label stands in the number's place, a mark (true
/// or a text) under the box. None is an empty box.
std::string draw_cells(const record::Value& cells, const Style& style);
/// A list of numbers in one line of eighth blocks, with its ends and extremes; or {label: list},
/// each on a scale of its own. None and Absent are gaps.
std::string draw_sparkline(const record::Value& numbers, std::string_view unit, const Style& style);
/// The collections of a run in their order, one row per generation, from gc.start and gc.stop
/// events. Empty when there was none.
std::string draw_collections(const judge::Run& run, const Style& style);

/// A panel of an exercise: title, picture, caption; says so in one line when its observation is
/// missing or has another shape.
std::string draw_panel(const judge::Panel& panel, const judge::Run& run, const Style& style);

/// The columns that `text` takes on a terminal (wide and combining characters counted as such).
int display_width(std::string_view text);

}  // namespace lab::report
