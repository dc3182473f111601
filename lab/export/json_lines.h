#pragma once

#include <ostream>

#include "lab/record/reader.h"

namespace lab::exporting {

/// Each record as one line of JSON, as `lab log --json` prints it.
void write_json_lines(record::Reader& log, std::ostream& out);

/// A table by RFC 4180 with a header: time_ns, pid, tid, kind, name, object, file, line, value, data.
///
///     kind    as in the JSON lines: event, observation, …
///     name    of an event or an observation; the type of an exception
///     object  what it speaks of: the fields object, lock or task, where an event has one
///     value   the field value or duration_ns of an event, what was observed
///     data    everything else that the record says, as JSON
///
/// Cells that a spreadsheet would compute begin with an apostrophe.
void write_csv(record::Reader& log, std::ostream& out);

/// speedscope's own format: a profile for each thread, in which each line that was executed lasts until
/// the thread's next one. Frames are the function and, in it, the line.
/// @returns how many lines there were: without any, nothing is written
std::size_t write_speedscope(record::Reader& log, const std::string& name, std::ostream& out);

}  // namespace lab::exporting
