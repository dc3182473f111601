#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lab_frame_owner { kLabOwnedByThread, kLabOwnedByGenerator, kLabOwnedByFrameObject };

struct lab_frame {
  uint64_t address;
  PyCodeObject* code;  ///< borrowed
  int offset;          ///< of the code unit it is at, bytes; -1: not begun
  enum lab_frame_owner owner;
  bool called_by_c;              ///< a run of the interpreter begins with it
  bool complete;                 ///< past its first traceable instruction
  struct lab_maybe stack_depth;  ///< values on its stack
  uint64_t frame_object;         ///< address; 0: none was made
};
/// This thread's frames of Python code, the innermost first, at most `room`. @returns how many
int lab_frames_read(struct lab_frame* frames, int room);

/// What a slot of a frame holds, borrowed; null: unbound. @param slot less than co_nlocalsplus
PyObject* lab_frame_local(const struct lab_frame* frame, int slot);

/// What is hooked into the running thread.
struct lab_hooks {
  uint64_t profile;  ///< address of c_profilefunc; 0: none
  uint64_t trace;    ///< address of c_tracefunc; 0: none
};
struct lab_hooks lab_hooks_read(void);

enum { kLabTools = 6 };
/// The names of the sys.monitoring tools, borrowed, null where an id is free.
/// @returns null, or why there are none
const char* lab_tools_read(PyObject* names[kLabTools]);

#ifdef __cplusplus
}
#endif
