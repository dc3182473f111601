#pragma once

#include <string>

#include "lab/report/grading.h"

// A grading in the formats that other systems read, each a projection of the one value. What is
// withheld of hidden checks in our own JSON is withheld in all of them; what a submission printed is
// cut to kMostOutput bytes a stream and can neither break a file nor be taken for a command.

namespace lab::report {

inline constexpr std::size_t kMostOutput = std::size_t{16} << 10U;

/// For graded work: takes away what was expected and why. What was observed and the hints stay.
void hide_expected(judge::Result& result);

/// JUnit XML as Jenkins, GitLab and GitHub's actions read it: a suite for each person, a case for
/// each check. A wrong answer is a failure; a run that did not come to its end is an error.
std::string junit(const Grading& grading);

/// Gradescope's results.json: a test for each check.
std::string gradescope(const Grading& grading);

/// exercism's results.json, version 3, of one run.
std::string exercism(const judge::Result& result);

/// What a step of GitHub Actions prints: an annotation for each of the worst nine, and how many more
/// there are. Each line is a workflow command, or begins with a blank.
std::string github_annotations(const Grading& grading);

/// Markdown for GitHub's step summary.
std::string github_summary(const Grading& grading);

/// What GitHub Classroom's reporter takes: the runner's JSON. It travels as base64.
std::string classroom(const Grading& grading);
std::string base64(std::string_view bytes);

/// RFC 4180, a line for each run. A cell that a spreadsheet would take for a formula begins with '.
std::string csv(const Grading& grading);

/// One page without a script or a file beside it.
std::string html(const Grading& grading);

}  // namespace lab::report
