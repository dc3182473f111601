#pragma once

#include <ostream>

#include "lab/record/reader.h"

namespace lab::exporting {

/// Writes what a log says as Chrome trace JSON, which ui.perfetto.dev and chrome://tracing open:
///
///     slices    of each thread: holding a GIL, waiting for one; collections within a hold
///     arrows    a hand-off, from the hold that ended to the one that began
///     counters  what a collection found in each generation, references to a watched object
///     spans     the life of a watched object, waits for locks, steps of tasks: they may overlap
///     counters  blocks that were allocated since the watch began, for each call that was recorded
///     instants  observations, exceptions, notices
///
/// Times are microseconds since the log was created, with the nanoseconds as decimals. Events are
/// written as they are read, so a log of any length takes the memory of its threads alone.
void write_chrome_trace(record::Reader& log, std::ostream& out);

}  // namespace lab::exporting
