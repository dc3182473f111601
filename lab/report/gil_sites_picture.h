#pragma once

#include <string>

#include "lab/judge/watched/gil.h"
#include "lab/report/report.h"

namespace lab::report {

/// Where threads let go of the GIL and why, the lines with the most drops first: "read() let go
/// 2,000 times", "the loop was asked to". CPython's own start-up is left out.
std::string draw_gil_sites(const judge::WatchedGil& gil, const Style& style);

}  // namespace lab::report
