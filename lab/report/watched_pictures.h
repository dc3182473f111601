#pragma once

#include <string>
#include <string_view>

#include "lab/judge/judge.h"
#include "lab/report/grid.h"
#include "lab/report/report.h"

// One picture for each kind of watch, as lines that end in '\n' and take no more than the style's
// width and about 16 lines. Empty where the watch was not on.

namespace lab::report {

/// @param object only what was watched under this name; empty: all
std::string draw_refcounts(const judge::WatchedRefcounts& watched, std::string_view object,
                           const Style& style);
std::string draw_changes(const judge::WatchedObjects& watched, std::string_view object,
                         const Style& style);
/// The hottest lines with their text, where the run's sources may be read.
std::string draw_lines(const judge::Run& run, const Style& style);
std::string draw_instructions(const judge::WatchedInstructions& watched, const Style& style);
std::string draw_allocations(const judge::WatchedAllocations& watched, const Style& style);
/// In their order. @param object only those of this name; empty: all
std::string draw_deaths(const judge::WatchedDeaths& watched, std::string_view object,
                        const Style& style);
/// Each deadlock as a cycle, and the locks that were waited for longest.
std::string draw_locks(const judge::WatchedLocks& watched, const Style& style);
/// "1 deadlock · 3 locks · 12 contended acquisitions".
std::string locks_text(const judge::WatchedLocks& watched, const Style& style);
/// What blocked a loop longest with its lines, and a lane for each task.
std::string draw_tasks(const judge::Run& run, const Style& style);
/// "12 iterations · 3 tasks · …".
std::string tasks_text(const judge::WatchedTasks& watched, const Style& style);
/// Who held each GIL and who waited for it, and the longest hold.
std::string draw_gil(const judge::WatchedGil& gil, const Style& style);
std::string draw_footprint(const judge::WatchedFootprint& watched, const Style& style);

/// One line for each kind of watch that was on, and its picture below it.
std::string draw_watched(const judge::Run& run, const Style& style);

/// "12 writes", "1 write".
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);
/// The file's own name and the line, in no more than `columns`: the line is never cut. "" where
/// neither was said.
std::string line_text(const std::string& file, int line, int columns, const Style& style);

}  // namespace lab::report
