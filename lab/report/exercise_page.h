#pragma once

#include <string>

#include "lab/judge/exercise.h"
#include "lab/report/report.h"

namespace lab::report {

/// What `lab show` was asked for.
struct ExercisePage {
  int hints = 0;             ///< how many, from the first
  bool explanation = false;  ///< with the verdicts, the explanation and the links
};

/// The page of `lab show SLUG`: the question, what people answer, the task, what it needs; hints
/// and explanation when asked for. Ends with the next command.
std::string exercise_page(const judge::Exercise& exercise, const ExercisePage& page,
                          const Style& style);

}  // namespace lab::report
