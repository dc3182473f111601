// How many threads have a state: the list of an interpreter, interp->threads.head, under the lock of the
// runtime's lists. (Include/internal/pycore_interp.h, pycore_runtime.h)
//
//   3.11, 3.12    _PyRuntime.interpreters.mutex is a PyThread_type_lock
//   3.13 –        a PyMutex
//
// A state is taken off the list under that lock, and given back after: who holds the lock may walk.
// CPython makes the lock anew in a child after fork.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_interp.h"   // PyInterpreterState.threads.head
#include "internal/pycore_runtime.h"  // _PyRuntime.interpreters.mutex

#include "bindings/internals/lock.h"

int64_t lab_thread_count(void) {
  enum { kMost = 1 << 20 };
  int64_t count = 0;
#if PY_VERSION_HEX >= 0x030D0000
  PyMutex_Lock(&_PyRuntime.interpreters.mutex);
#else
  PyThread_acquire_lock(_PyRuntime.interpreters.mutex, WAIT_LOCK);
#endif
  PyInterpreterState* main_one = _PyRuntime.interpreters.main;
  PyThreadState* thread = main_one == NULL ? NULL : main_one->threads.head;
  for (; thread != NULL && count < kMost; thread = thread->next)
    ++count;
#if PY_VERSION_HEX >= 0x030D0000
  PyMutex_Unlock(&_PyRuntime.interpreters.mutex);
#else
  PyThread_release_lock(_PyRuntime.interpreters.mutex);
#endif
  return count;
}
