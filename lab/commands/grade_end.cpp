#include "lab/commands/grade_end.h"

#include <fmt/core.h>

#include "lab/commands/command.h"
#include "lab/grade/summary.h"
#include "lab/report/report.h"

namespace lab::commands {

std::optional<grade::MinimumScore> parse_minimum_option(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto minimum = grade::parse_minimum(text);
  if (minimum) return minimum;
  throw UsageError(fmt::format("--min-score: '{}' is no score; write for example 80% or 12", text));
}

int print_end(const report::Grading& grading, const std::optional<grade::MinimumScore>& minimum) {
  fmt::print("{}", grade::draw_summary(grading.results, report::detect_style(stdout)));
  for (const std::string& note : grading.notes)
    fmt::print("note: {}\n", report::printable(note));
  if (minimum) fmt::print("{}", grade::draw_below_minimum(grading.results, *minimum));
  const std::string next = grade::next_command(grading.results);
  if (!next.empty()) fmt::print("next   {}\n", next);
  switch (grade::verdict_of(grading.results, minimum)) {
    case grade::Verdict::passed:
      return kPassed;
    case grade::Verdict::wrong:
      return kWrong;
    case grade::Verdict::could_not_run:
      break;
  }
  return kCouldNotRun;
}

}  // namespace lab::commands
