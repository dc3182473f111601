#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "lab/judge/check.h"

namespace lab::judge {

/// An exercise while it is being checked on one Python.
struct Checking {
  const Exercise& exercise;
  const PythonVersion& python;
  const RunAnswer& run;
  std::vector<Finding> findings = {};
  std::set<std::string> failed = {};  ///< the expectations that some wrong answer fails on
  bool interrupted = false;           ///< by Ctrl-C: nothing more is run

  void error(const std::filesystem::path& file, const std::string& what);
  void warning(const std::filesystem::path& file, const std::string& what);
  /// Runs an answer that should not pass and remembers what it fails on.
  Result run_wrong(const std::filesystem::path& answer);
};

/// How a run ended, as the end of a sentence: "error (exception: TypeError: …)".
std::string ending_text(const Result& result);

/// An answer that Python cannot even compile shows nothing about what it is meant to show.
bool does_not_compile(const Result& result);

/// Runs every answer in wrong/ and compares what it does with what it says.
void check_wrong_answers(Checking& checking);

}  // namespace lab::judge
