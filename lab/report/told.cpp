#include "lab/report/told.h"

#include <fmt/core.h>

#include <algorithm>

#include "lab/record/value.h"
#include "lab/report/formats.h"
#include "lab/report/printable.h"
#include "lab/report/utf8.h"

namespace lab::report {
namespace {

constexpr std::size_t kLongestObserved = 400;

std::string observed_text(const judge::Check& check) {
  if (!check.observed) return "nothing: it was not observed";
  return record::to_text(*check.observed, kLongestObserved);
}

void add_line(std::string& message, std::string_view label, const std::string& text) {
  if (text.empty()) return;
  if (!message.empty()) message += '\n';
  message += fmt::format("{} {}", label, told_text(text));
}

void tell_failure(ToldCheck& told, const judge::Check& check) {
  const std::string observed = observed_text(check);
  add_line(told.message, "expected", check.expected_text);
  add_line(told.message, "observed", observed);
  add_line(told.message, "why:", check.why);
  add_line(told.message, "hint:", check.hint);
  told.summary = check.expected_text.empty()
                     ? "observed " + told_text(observed)
                     : fmt::format("expected {}, observed {}", told_text(check.expected_text),
                                   told_text(observed));
}

}  // namespace

std::string told_text(std::string_view text) {
  // A tab and a line break are text; the rest would be obeyed by some reader.
  return printable(text, true);
}

std::string told_output(std::string_view text) {
  if (text.size() <= kMostOutput) return told_text(text);
  std::size_t end = kMostOutput;
  while (end > kMostOutput - 4 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80)
    --end;
  return told_text(text.substr(0, end)) + fmt::format("\n… {} more bytes", text.size() - end);
}

std::vector<ToldCheck> told_checks(const judge::Result& result) {
  const bool ended =
      result.status == judge::Status::passed || result.status == judge::Status::failed;
  std::vector<ToldCheck> all;
  std::size_t hidden = 0;
  for (const judge::Check& check : result.checks) {
    ToldCheck told;
    told.points = check.points;
    told.passed = ended && check.status == judge::CheckStatus::passed;
    told.score = told.passed ? check.points : 0;
    if (check.hidden) {
      told.name = fmt::format("hidden check {}", ++hidden);
      if (!told.passed)
        told.summary = told.message = "It does not hold; what it is about is hidden.";
    } else {
      told.name = printable(check.name);  // one line
      told.expected = printable(check.expected_text);
      told.file = check.file;
      told.line = check.line;
      if (!told.passed) tell_failure(told, check);
    }
    if (!ended)
      told.summary = told.message = "The run did not come to its end: " + told_message(result);
    all.push_back(std::move(told));
  }
  return all;
}

std::string told_name(const judge::Result& result) {
  const std::string what = result.exercise.empty() ? result.source : result.exercise;
  if (result.person.empty()) return printable(what);
  return printable(result.person) + " · " + printable(what);
}

std::string told_message(const judge::Result& result) {
  if (!result.message.empty()) return printable(result.message);
  return std::string(supervise::to_string(result.cause));
}

std::string told_outcome(const judge::Result& result) {
  if (result.status == judge::Status::skipped) return "skipped: " + told_message(result);
  if (result.status == judge::Status::error) return "did not finish: " + told_message(result);
  std::size_t passed = 0, open = 0, open_passed = 0;
  for (const judge::Check& check : result.checks) {
    const bool good = check.status == judge::CheckStatus::passed;
    passed += good;
    open += !check.hidden;
    open_passed += good && !check.hidden;
  }
  if (passed == result.checks.size()) return "all checks passed";
  if (open_passed == open) return "all public checks passed";
  return fmt::format("{} of {} checks passed", passed, result.checks.size());
}

void hide_expected(judge::Result& result) {
  for (judge::Check& check : result.checks) {
    check.expected = record::Value();
    check.expected_text.clear();
    check.why.clear();
  }
}

double total_score(const Grading& grading) {
  double sum = 0;
  for (const judge::Result& result : grading.results)
    sum += result.score;
  return sum;
}

double total_points(const Grading& grading) {
  double sum = 0;
  for (const judge::Result& result : grading.results)
    sum += result.max_score;
  return sum;
}

}  // namespace lab::report
