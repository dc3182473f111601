#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lab_coroutine_state {
  kLabCoroutineCreated,  ///< nothing of it has run
  kLabCoroutineSuspended,
  kLabCoroutineExecuting,
  kLabCoroutineEnded  ///< returned, raised or closed
};

/// Where a coroutine or generator stands. `code` is borrowed, and null for all else.
struct lab_coroutine {
  PyCodeObject* code;
  enum lab_coroutine_state state;
  int line;  ///< where it goes on, or where it ended; of one that is created, where its code begins
};

/// Needs the GIL, makes no object. @param object anything
struct lab_coroutine lab_coroutine_read(PyObject* object);

#ifdef __cplusplus
}
#endif
