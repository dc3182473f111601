#pragma once

#include <string>

#include "lab/report/grading.h"

namespace lab::commands {

/// A step of GitHub Actions. Its runner takes each line that we print and that begins with "::" for a
/// command, and names of submissions are not ours: while this lives it obeys nobody.
class GithubStep {
 public:
  /// @param on false: this does nothing
  explicit GithubStep(bool on);
  ~GithubStep();
  GithubStep(const GithubStep&) = delete;
  GithubStep& operator=(const GithubStep&) = delete;

  /// Commands are obeyed again; annotations are printed, and the step's summary and its outputs
  /// `result` (Classroom's, base64) and `points` written where the runner wants them.
  /// @throws std::runtime_error when one of its files cannot be written
  void finish(const report::Grading& grading);

 private:
  void resume();
  std::string token_;  ///< empty: off, or resumed
};

}  // namespace lab::commands
