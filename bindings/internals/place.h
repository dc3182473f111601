#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A place in bytecode. `code` is borrowed, and null outside Python code.
struct lab_place {
  PyCodeObject* code;
  int offset;  ///< bytes from the first instruction
};

/// The instruction that this thread executes now. Async-signal-safe.
struct lab_place lab_place_now(void);

/// The innermost place of this thread in a file that is not below `folder` (UTF-8, ends in '/');
/// code is null where there is none within 64 frames.
struct lab_place lab_place_outside(const char* folder, size_t length);

/// Who called the innermost frame of this thread.
struct lab_caller {
  bool is_c;               ///< a C function did: the frame began a run of the interpreter
  struct lab_place place;  ///< the instruction that waits for it, with is_c only
};
struct lab_caller lab_caller_now(void);

#ifdef __cplusplus
}
#endif
