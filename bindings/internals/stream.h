#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/place.h"

#ifdef __cplusplus
extern "C" {
#endif

// CPython's own events of execution: trace.c before 3.12, monitoring.c from 3.12. All functions
// need the GIL of the main interpreter.

/// Called on the thread that executes, with the GIL. They run no Python code and leave the error
/// indicator alone.
struct lab_stream_hooks {
  /// The instruction is about to be executed.
  void (*step)(PyCodeObject* code, int offset);
  /// The line is about to be executed.
  void (*line)(PyCodeObject* code, int line);
  /// The innermost frame is about to be left: by return, yield or an exception.
  void (*leave)(struct lab_caller caller);
};

/// What is wanted from now on, in all threads and in the frames that run already; nothing of either
/// ends the stream.
/// @returns null, or why it cannot be had, in static storage; nothing has then changed
const char* lab_stream_want(const struct lab_stream_hooks* hooks, bool instructions, bool lines);

/// Why the stream was lost since the last call; null when it was not. To be asked when it ends.
const char* lab_stream_lost(void);

/// A trace function is about to be set somewhere (the audit event sys.settrace).
/// @returns whether this thread may execute something now that is not seen
bool lab_stream_tracer_changes(void);

#ifdef __cplusplus
}
#endif
