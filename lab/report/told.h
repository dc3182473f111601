#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/judge/result.h"
#include "lab/report/grading.h"

// What every report says of a check and of a run, in the same words.

namespace lab::report {

struct ToldCheck {
  std::string name;  ///< unique within the run; "hidden check 1"
  bool passed = false;
  double points = 0;
  double score = 0;     ///< 0 after an error, whatever was reached
  std::string message;  ///< lines: expected, observed, why, hint; empty when it passed
  std::string summary;  ///< one line of it
  std::string expected;
  std::string file;
  int line = 0;
};

/// The checks in their order. Of a run that did not come to its end none has passed.
std::vector<ToldCheck> told_checks(const judge::Result& result);

/// "submission-01 · gc-cycles", "gc-cycles", or the source of a plain script.
std::string told_name(const judge::Result& result);

/// Why a run has no verdict; a sentence.
std::string told_message(const judge::Result& result);

/// Valid UTF-8, of control characters only \n and \t: others are shown as ␛ and the like.
std::string told_text(std::string_view text);

/// The same of what a run printed, cut to kMostOutput; says how much was left out.
std::string told_output(std::string_view text);

/// All points that were given, and all that there are.
double total_score(const Grading& grading);
double total_points(const Grading& grading);

/// "all checks passed", "all public checks passed" (where hidden ones failed that a person is not
/// shown), "2 of 5 checks passed".
std::string told_outcome(const judge::Result& result);

}  // namespace lab::report
