#pragma once

#include <ostream>

#include "lab/timeline/timeline.h"
#include "lab/web/subject.h"

namespace lab::web {

/// Of a log with more records, a report holds a part.
inline constexpr std::size_t kMostReported = 100'000;

/// Writes the page with all of a log in itself: one file that needs no network. Of a log that is
/// longer than `most` records, those of the program itself are kept first, and of these the rarer
/// kinds; a note says how many were left out.
void write_report(timeline::Timeline& timeline, Subject subject, std::ostream& out,
                  std::size_t most = kMostReported);

}  // namespace lab::web
