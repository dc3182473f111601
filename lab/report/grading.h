#pragma once

#include <string>
#include <string_view>
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

/// Version 1 of our own result, as report.h's to_json, and around it what is known of the whole:
/// {"version": 1, "started": …, "seconds": …, "complete": …, "notes": […], "results": […]}.
std::string results_json(const Grading& grading);

/// Reads what results_json wrote, or to_json: then nothing but the results is known. What was withheld
/// of hidden checks stays so.
/// @param name of the file, for messages
/// @throws std::runtime_error that names the file and the line or the field that is wrong
Grading read_results(std::string_view json, std::string_view name);

}  // namespace lab::report
