#pragma once

#include <string>

#include "lab/judge/watched/gil.h"
#include "lab/report/report.h"

namespace lab::report {

/// A lane for each thread over the time of the run, the threads of one GIL together. In each column
/// of one GIL no more than one thread holds it. Empty where the lanes would be too narrow.
std::string draw_gil_lanes(const judge::WatchedGil& gil, const Style& style);

}  // namespace lab::report
