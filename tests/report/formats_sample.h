#pragma once

#include "lab/report/grading.h"

namespace lab::report::sample {

/// One run of each kind: passed, partly right, crashed, out of time, skipped, an exercise at fault; and
/// one whose every text is hostile.
Grading every_kind();

/// What a submission may print and be called: commands for a CI log, the end of a CDATA section,
/// controls, bytes that are no UTF-8.
std::string hostile_text();

}  // namespace lab::report::sample
