#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What the module threading says of a thread. `name` is borrowed; null: it does not know it.
struct lab_thread_name {
  PyObject* name;
  bool daemon;
};

/// Makes what the functions below compare with. Once, with the GIL held. @returns false when there
/// is no memory
bool lab_thread_names_prepare(void);

/// Of the interpreter's threading._active: threads that have begun to run. Whoever asks holds the
/// GIL, or keeps all others from taking it; no PyThreadState need be current.
struct lab_thread_name lab_thread_name_of(PyInterpreterState* interpreter, unsigned long ident);

/// The one thread of threading._limbo: start() has been called, and it does not run yet. None when
/// there are several.
struct lab_thread_name lab_thread_name_starting(PyInterpreterState* interpreter);

#ifdef __cplusplus
}
#endif
