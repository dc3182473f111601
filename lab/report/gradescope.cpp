#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "lab/report/formats.h"
#include "lab/report/told.h"

namespace lab::report {
namespace {

using GradescopeJson = nlohmann::ordered_json;

/// A whole number without a point, as points are mostly written.
GradescopeJson points_of(double value) {
  if (value == static_cast<double>(static_cast<std::int64_t>(value)))
    return static_cast<std::int64_t>(value);
  return value;
}

GradescopeJson row_of(const std::string& name, const std::string& number, bool passed,
                      const std::string& output) {
  GradescopeJson row;
  row["name"] = name;
  row["number"] = number;
  row["status"] = passed ? "passed" : "failed";
  if (!output.empty()) row["output"] = output;
  return row;
}

/// What a run as a whole has to say: a row without points, for information.
std::string run_output(const judge::Result& result) {
  std::string output = told_outcome(result);
  if (!result.stdout_text.empty()) output += "\nit printed:\n" + told_output(result.stdout_text);
  if (!result.stderr_text.empty()) output += "\nits errors:\n" + told_output(result.stderr_text);
  return output;
}

}  // namespace

std::string gradescope(const Grading& grading) {
  GradescopeJson whole;
  whole["score"] = points_of(total_score(grading));
  whole["execution_time"] = grading.seconds;
  whole["output_format"] = "text";
  whole["test_output_format"] = "text";
  whole["test_name_format"] = "text";
  whole["visibility"] = "visible";
  whole["stdout_visibility"] = "hidden";
  std::string notes;
  for (const std::string& note : grading.notes)
    notes += (notes.empty() ? "" : "\n") + told_text(note);
  if (!grading.complete) notes += (notes.empty() ? "" : "\n") + std::string("not complete");
  if (!notes.empty()) whole["output"] = notes;
  whole["tests"] = GradescopeJson::array();
  std::size_t number = 0;
  for (const judge::Result& result : grading.results) {
    ++number;
    const std::string name = told_name(result);
    const bool passed =
        result.status == judge::Status::passed || result.status == judge::Status::skipped;
    whole["tests"].push_back(row_of(name, std::to_string(number), passed, run_output(result)));
    if (result.status == judge::Status::skipped) continue;
    std::size_t part = 0;
    for (const ToldCheck& check : told_checks(result)) {
      GradescopeJson row = row_of(name + ": " + check.name, fmt::format("{}.{}", number, ++part),
                                  check.passed, check.message);
      row["score"] = points_of(check.score);
      row["max_score"] = points_of(check.points);
      whole["tests"].push_back(std::move(row));
    }
  }
  return whole.dump(2, ' ', false, GradescopeJson::error_handler_t::replace) + "\n";
}

}  // namespace lab::report
