#pragma once

#include <string_view>

#include "lab/record/writer.h"

// What the host asks of the bindings. Python.h comes with bindings/origin.h only.

namespace lab::bindings {

/// Makes `import lab` work. Before Py_Initialize.
void append_inittab();

/// The log that this process records into; null without one.
record::Writer* log() noexcept;
/// Before Py_Initialize; `writer` stays alive until the process ends.
void set_log(record::Writer* writer) noexcept;

/// Turns on the watches of a list such as "gc". After Py_Initialize, with the GIL held.
/// An unknown name is written to the log as a notice and to stderr; the others still run.
void install_watches(std::string_view what);
/// Turns all of them off, and those that the program has begun by lab.watch, in reverse order. With
/// the GIL held, before Py_Finalize.
void remove_watches() noexcept;

/// To be told of each audit event sys.settrace, with the GIL held: see bindings/internals/trace.c.
void trace_function_changes() noexcept;

}  // namespace lab::bindings
