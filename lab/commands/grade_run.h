#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/grade/submissions.h"
#include "lab/judge/exercise.h"
#include "lab/judge/result.h"
#include "lab/supervise/hosts.h"

namespace lab::commands {

/// Of each stream of a run, this much is kept in its result: a gradebook holds hundreds of them.
inline constexpr std::size_t kKeptOutput = std::size_t{16} << 10U;

/// All that a worker needs to know of the exercises.
struct Exercises {
  std::map<std::string, judge::Exercise> sound;  ///< by slug
  std::map<std::string, std::string> broken;     ///< by slug, what is wrong with it
  std::vector<std::string> slugs() const;
};
Exercises load_exercises();

/// How each submission is run.
struct GradeOptions {
  supervise::Host host;
  std::string limits;    ///< as --limits; read over the exercise's own
  bool require = false;  ///< what is skipped is an error
  /// For logs: of this grading alone, removed with all that is in it, should a worker be killed.
  std::filesystem::path folder;
};

/// Runs one submission, or says why it cannot be run. Never throws: what goes wrong is a result with
/// status error.
judge::Result run_submission(const grade::Submission& submission, const Exercises& exercises,
                             const GradeOptions& options);

/// A result for a submission that has none: `message` says why.
judge::Result result_without_run(const grade::Submission& submission, const Exercises& exercises,
                                 supervise::Cause cause, std::string message);

/// The beginning and the end of a long text, with the number of bytes between them.
std::string cut_middle(std::string text, std::size_t most);

}  // namespace lab::commands
