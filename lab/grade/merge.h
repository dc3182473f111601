#pragma once

#include <string>
#include <vector>

#include "lab/grade/shard.h"
#include "lab/report/grading.h"

namespace lab::grade {

/// A report and the file that it was read from.
struct Part {
  std::string name;
  report::Grading grading;
};

/// The results of all parts in the order of reports, as one run would have given them. What two parts
/// say of one submission (the same person, exercise and source) counts once, the first. Duplicates, a
/// shard that is missing and parts that are not complete are told in the notes; with the latter two
/// the whole is not complete.
report::Grading merge(std::vector<Part> parts);

/// What earlier runs took.
Durations durations_of(const report::Grading& grading);

}  // namespace lab::grade
