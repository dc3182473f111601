#pragma once

#include <optional>
#include <string>

#include "lab/grade/verdict.h"
#include "lab/report/grading.h"

// What `lab grade` and `lab merge` have in common: their end, and the reports that they read.

namespace lab::commands {

inline constexpr const char* kMinimumHelp = "What each person's sum has to reach, 80% or 12 points";

/// What --min-score says; nothing where it is empty. @throws UsageError
std::optional<grade::MinimumScore> parse_minimum_option(const std::string& text);

/// Prints the table, the notes, who is below the minimum and what to type next.
/// @returns the exit code that the results mean
int print_end(const report::Grading& grading, const std::optional<grade::MinimumScore>& minimum);

/// The report in `file`. @throws UsageError when it cannot be read, or is none.
report::Grading read_report(const std::string& file);

}  // namespace lab::commands
