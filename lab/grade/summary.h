#pragma once

#include <span>
#include <string>

#include "lab/judge/result.h"
#include "lab/report/report.h"

namespace lab::grade {

/// The table at the end: for one person a line for each exercise with its points and why it did not
/// pass; for several a line for each person and a column for each exercise, in blocks where they are
/// wider than the page. Ends with the sums.
std::string draw_summary(std::span<const judge::Result> results, const report::Style& style);

/// What to type to see the first that did not pass in full; empty when all passed.
std::string next_command(std::span<const judge::Result> results);

/// Points without zeros behind the point: "5", "2.5".
std::string points_text(double points);

}  // namespace lab::grade
