#pragma once

#include <string>
#include <vector>

#include "lab/judge/result.h"

namespace lab::report {

/// Many runs that belong together: what `lab grade` gives, whole or as far as it came.
struct Grading {
  std::string started;  ///< ISO 8601 with offset
  double seconds = 0;
  std::vector<judge::Result> results;
  std::vector<std::string> notes;
  bool complete = false;
};

}  // namespace lab::report
