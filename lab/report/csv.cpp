#include <fmt/core.h>

#include "lab/report/csv_cell.h"
#include "lab/report/formats.h"
#include "lab/report/printable.h"
#include "lab/report/told.h"

namespace lab::report {

std::string csv_cell(std::string_view text) {
  std::string cell = printable(text);  // on one line: many readers take a line for a row
  if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos)
    cell.insert(0, 1, '\'');
  if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv(const Grading& grading) {
  std::string out =
      "person,exercise,source,python,status,cause,score,max_score,checks_passed,checks,seconds,"
      "outcome\r\n";
  for (const judge::Result& result : grading.results) {
    const std::vector<ToldCheck> checks = told_checks(result);
    std::size_t passed = 0;
    for (const ToldCheck& check : checks)
      passed += check.passed;
    out += fmt::format("{},{},{},{},{},{},{:g},{:g},{},{},{:.3f},{}\r\n", csv_cell(result.person),
                       csv_cell(result.exercise), csv_cell(result.source), result.python,
                       judge::to_string(result.status), supervise::to_string(result.cause),
                       result.score, result.max_score, passed, checks.size(), result.seconds,
                       csv_cell(told_outcome(result)));
  }
  return out;
}

}  // namespace lab::report
