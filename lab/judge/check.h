#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lab/judge/exercise.h"
#include "lab/judge/result.h"

// The authors' test behind `lab check`: does an exercise tell right answers from wrong ones?

namespace lab::judge {

enum class Severity { warning, error };
std::string_view to_string(Severity severity);

/// One thing that is wrong with an exercise, in one line that names the file.
struct Finding {
  Severity severity = Severity::error;
  std::string text;
};

/// Runs the exercise with the answer in this file and judges it.
using RunAnswer = std::function<Result(const std::filesystem::path& answer)>;

/// What is wrong with the exercise on the Python `python`; empty: nothing.
///  - the reference answer passes, with every expectation observed;
///  - the starter fails: with a wrong answer or an exception, not with a crash or at a limit;
///  - wrong/ holds at least two answers, and each fails as its `# fails:` lines say;
///  - an expectation that no wrong answer and not the starter fails on finds nothing out, unless it
///    is a demonstration;
///  - every claim has an expectation that bears on it.
/// An exercise that does not apply to `python`, or needs what is not here, gives one warning.
std::vector<Finding> check_exercise(const Exercise& exercise, const PythonVersion& python,
                                    const RunAnswer& run);

/// What a wrong answer says of itself in the comment lines at its top:
///     # fails: alive right after the last name is gone
///     # fails: error exception
struct Promise {
  std::vector<std::string> checks;  ///< names of expectations, each of which must fail
  std::string cause;                ///< the run must end in an error of this cause; empty: it ends
};
/// @param source the text of the wrong answer
Promise read_promise(std::string_view source);

}  // namespace lab::judge
