#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "lab/report/formats.h"
#include "lab/report/told.h"

namespace lab::report {
namespace {

using ExercismJson = nlohmann::ordered_json;

constexpr std::size_t kMostExercismOutput = 500;
constexpr std::size_t kMostExercismMessage = 65'535;
constexpr std::string_view kOutputCut = " [Output was truncated. Please limit to 500 chars]";

/// The first `most` characters, not bytes.
std::string first_characters(const std::string& text, std::size_t most, std::string_view mark) {
  std::size_t count = 0, at = 0, cut = 0;
  const std::size_t kept = most - mark.size();
  while (at < text.size()) {
    if (count == kept) cut = at;
    ++count;
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80)
      ++at;
  }
  return count <= most ? text : text.substr(0, cut) + std::string(mark);
}

ExercismJson exercism_test(const ToldCheck& check) {
  ExercismJson test;
  test["name"] = check.name;
  test["status"] = check.passed ? "pass" : "fail";
  if (!check.message.empty()) test["message"] = check.message;
  if (!check.expected.empty()) test["test_code"] = check.name + " == " + check.expected;
  return test;
}

}  // namespace

std::string exercism(const judge::Result& result) {
  ExercismJson whole;
  whole["version"] = 3;
  const bool ended =
      result.status == judge::Status::passed || result.status == judge::Status::failed;
  if (!ended) {
    whole["status"] = "error";
    std::string message = told_message(result);
    if (!result.stderr_text.empty()) message += "\n\n" + told_output(result.stderr_text);
    whole["message"] = first_characters(message, kMostExercismMessage, "");
  } else {
    whole["status"] = result.status == judge::Status::passed ? "pass" : "fail";
    whole["tests"] = ExercismJson::array();
    for (const ToldCheck& check : told_checks(result))
      whole["tests"].push_back(exercism_test(check));
    // All checks share one run; what it printed is shown with the first.
    if (!result.stdout_text.empty() && !whole["tests"].empty()) {
      whole["tests"][0]["output"] =
          first_characters(told_text(result.stdout_text), kMostExercismOutput, kOutputCut);
    }
  }
  return whole.dump(2, ' ', false, ExercismJson::error_handler_t::replace) + "\n";
}

}  // namespace lab::report
