#include "lab/judge/check.h"

#include <fmt/core.h>

#include <algorithm>

#include "lab/judge/checking.h"
#include "lab/supervise/outcome.h"

namespace fs = std::filesystem;

namespace lab::judge {
namespace {

bool has_files(Checking& checking) {
  const Exercise& exercise = checking.exercise;
  bool all = true;
  for (const fs::path& file : {exercise.experiment(), exercise.answer(), exercise.starter()}) {
    if (fs::is_regular_file(file)) continue;
    checking.error(file, "is missing; every exercise has this file");
    all = false;
  }
  return all;
}

void compare_reference(Checking& checking, const Result& result) {
  const Exercise& exercise = checking.exercise;
  for (const Check& check : result.checks) {
    if (check.status == CheckStatus::not_observed) {
      checking.error(
          exercise.experiment(),
          fmt::format("nothing was observed for '{}' with the reference answer", check.name));
    } else if (check.status == CheckStatus::failed) {
      std::string observed = check.observed ? record::to_text(*check.observed) : "nothing";
      checking.error(exercise.answer(),
                     fmt::format("the reference answer fails on '{}': expected {}, observed {}",
                                 check.name, check.expected_text, observed));
    }
  }
}

/// @returns whether the other answers are worth running
bool check_reference(Checking& checking) {
  const Exercise& exercise = checking.exercise;
  Result result = checking.run(exercise.answer());
  if (result.status == Status::skipped) {
    checking.warning(exercise.directory, fmt::format("not checked: {}", result.message));
    return false;
  }
  if (result.status == Status::error) {
    checking.error(
        exercise.answer(),
        fmt::format("the reference answer must pass; its run ended in {}", ending_text(result)));
    return false;
  }
  compare_reference(checking, result);
  return true;
}

void check_starter(Checking& checking) {
  fs::path starter = checking.exercise.starter();
  Result result = checking.run_wrong(starter);
  if (result.status == Status::failed || checking.interrupted) return;
  if (result.status == Status::passed) {
    checking.error(starter, "passes as it is; a starter leaves something to do");
  } else if (result.cause != supervise::Cause::exception || does_not_compile(result)) {
    checking.error(starter,
                   fmt::format("its run ended in {}; a wrong answer or an exception such as "
                               "NotImplementedError was expected",
                               ending_text(result)));
  }
}

void check_expectations(Checking& checking) {
  fs::path file = checking.exercise.directory / "exercise.toml";
  for (const Expectation& expectation : checking.exercise.expectations) {
    if (!expectation.python.contains(checking.python)) continue;
    std::string place = fmt::format("{}:{}", file.string(), expectation.line);
    bool ever_failed = checking.failed.contains(expectation.name);
    if (!ever_failed && !expectation.demonstration) {
      checking.error(place, fmt::format("no wrong answer fails on '{}'; add one to wrong/, or say "
                                        "demonstration = true if no answer can change it",
                                        expectation.name));
    }
    if (ever_failed && expectation.demonstration) {
      checking.warning(place,
                       fmt::format("'{}' is called a demonstration, but an answer fails on it",
                                   expectation.name));
    }
  }
}

void check_claims(Checking& checking) {
  const std::vector<Expectation>& expectations = checking.exercise.expectations;
  for (const Claim& claim : checking.exercise.claims) {
    bool covered = std::any_of(expectations.begin(), expectations.end(), [&](const Expectation& e) {
      return e.claim == claim.id && e.python.contains(checking.python);
    });
    if (covered) continue;
    checking.error(checking.exercise.directory / "exercise.toml",
                   fmt::format("no expectation for Python {} bears on claim '{}' ({})",
                               to_string(checking.python), claim.id, claim.text));
  }
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

std::string ending_text(const Result& result) {
  return fmt::format("{} ({}{}{})", to_string(result.status), supervise::to_string(result.cause),
                     result.message.empty() ? "" : ": ", result.message);
}

bool does_not_compile(const Result& result) {
  return result.message.starts_with("SyntaxError") ||
         result.message.starts_with("IndentationError") || result.message.starts_with("TabError");
}

void Checking::error(const fs::path& file, const std::string& what) {
  findings.push_back({Severity::error, fmt::format("{}: {}", file.string(), what)});
}

void Checking::warning(const fs::path& file, const std::string& what) {
  findings.push_back({Severity::warning, fmt::format("{}: {}", file.string(), what)});
}

Result Checking::run_wrong(const fs::path& answer) {
  Result result = run(answer);
  interrupted = result.cause == supervise::Cause::interrupted;
  for (const Check& check : result.checks) {
    if (check.status == CheckStatus::failed) failed.insert(check.name);
  }
  return result;
}

std::vector<Finding> check_exercise(const Exercise& exercise, const PythonVersion& python,
                                    const RunAnswer& run) {
  Checking checking{exercise, python, run};
  if (!exercise.python.contains(python)) {
    checking.warning(exercise.directory, fmt::format("not checked: needs Python {}; this is {}",
                                                     exercise.python.text(), to_string(python)));
    return checking.findings;
  }
  check_claims(checking);
  if (!has_files(checking) || !check_reference(checking)) return checking.findings;
  check_starter(checking);
  if (!checking.interrupted) check_wrong_answers(checking);
  if (checking.interrupted) {
    checking.error(exercise.directory, "not checked to the end: interrupted");
  } else {
    check_expectations(checking);
  }
  return checking.findings;
}

}  // namespace lab::judge
