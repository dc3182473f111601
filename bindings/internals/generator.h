#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Whether it is a generator, a coroutine or an asynchronous generator, and no subclass of one.
bool lab_generator_fits(PyObject* object);
/// gi_frame_state, in this CPython's numbers
int lab_generator_state(PyObject* generator);
bool lab_generator_is_suspended(int state);
/// @returns "created", "suspended", "executing", "completed" or "cleared"
const char* lab_generator_state_name(int state);
/// Of the instruction that its frame is at. Not for one that is cleared.
int lab_generator_line(PyObject* generator);

struct lab_generator {
  uint64_t frame;    ///< address of the frame
  int frame_offset;  ///< of the frame within the generator, bytes
  int frame_size;    ///< what the frame takes there with its locals and its stack, bytes
  int state;
  int state_offset;  ///< of gi_frame_state within the generator, bytes
  bool embedded;     ///< the generator owns its frame, which lies within it
  bool cleared;      ///< the frame holds nothing any more
  int flags;         ///< co_flags
  int locals;        ///< slots for locals, cells and free variables
  int bound;         ///< how many of them hold an object; 0 when cleared
  struct lab_maybe stack_depth;
  PyCodeObject* code;      ///< borrowed
  PyObject* delegates_to;  ///< borrowed: what `yield from` or `await` waits for; null: nothing
};
/// With its frame, bytes; without the GC head.
int64_t lab_generator_size(PyObject* generator);
/// @param generator one that fits
struct lab_generator lab_generator_read(PyObject* generator);

#ifdef __cplusplus
}
#endif
