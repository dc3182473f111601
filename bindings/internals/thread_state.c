// The lists of interpreters and their thread states.  (Include/cpython/pystate.h, struct _ts;
// Include/internal/pycore_interp.h, Include/internal/pycore_runtime.h; Python/pystate.c)
//
//   _PyRuntime.interpreters.head ─► PyInterpreterState ─next─► PyInterpreterState ─► …
//                                     threads.head ─► PyThreadState ─next─► PyThreadState ─► …
//                                                       thread_id         pthread_self() of it
//                                                       native_thread_id  gettid() of it
//
// A state is put at the head of its list by whoever makes it, without the GIL too
// (PyGILState_Ensure), and taken off with the GIL of its interpreter. The lock of both lists is
// HEAD_LOCK:
//
//   3.11, 3.12    interpreters.mutex is a PyThread_type_lock, made by malloc
//   3.13 –        a PyMutex: one byte, 0 when it is free. Its slow path would let go of the GIL, so
//                 here the byte is tried until it is free: nobody holds it for long, and nobody
//                 waits for a GIL meanwhile
//
//   3.11          thread_id is that of the thread that made the state, until the new thread runs
//   3.12 –        0 until it runs (bind_tstate)

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>
#include <sched.h>

#include "internal/pycore_interp.h"   // struct _is
#include "internal/pycore_runtime.h"  // _PyRuntime
#if PY_VERSION_HEX >= 0x030D0000
#include "internal/pycore_lock.h"  // PyMutex
#endif

#include "bindings/internals/gil.h"
#include "bindings/internals/thread_state.h"

enum { kMostInterpreters = 1 << 16, kMostThreads = 1 << 20, kMostTries = 1 << 16 };

_Static_assert(offsetof(PyThreadState, native_thread_id) ==
                   offsetof(PyThreadState, thread_id) + sizeof(unsigned long),
               "struct lab_thread_numbers is a part of struct _ts: the two fields are neighbours");

#if PY_VERSION_HEX >= 0x030D0000
static bool lock_lists(void) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    uint8_t is_free = _Py_UNLOCKED;
    if (_Py_atomic_compare_exchange_uint8(&_PyRuntime.interpreters.mutex._bits, &is_free,
                                          _Py_LOCKED)) {
      return true;
    }
    sched_yield();
  }
  return false;
}
static void unlock_lists(void) {
  PyMutex_Unlock(&_PyRuntime.interpreters.mutex);
}
#else
static bool lock_lists(void) {
  return PyThread_acquire_lock(_PyRuntime.interpreters.mutex, WAIT_LOCK) == PY_LOCK_ACQUIRED;
}
static void unlock_lists(void) {
  PyThread_release_lock(_PyRuntime.interpreters.mutex);
}
#endif

ptrdiff_t lab_thread_states(struct lab_thread_state* into, size_t capacity) {
  if (!lock_lists()) return -1;
  size_t states = 0;
  int interpreters = 0;
  for (PyInterpreterState* interp = _PyRuntime.interpreters.head;
       interp != NULL && interpreters < kMostInterpreters; interp = interp->next, ++interpreters) {
    const struct lab_gil_state gil = lab_gil_read(lab_gil_of(interp));
    for (PyThreadState* state = interp->threads.head; state != NULL && states < kMostThreads;
         state = state->next, ++states) {
      if (states >= capacity) continue;
      into[states] = (struct lab_thread_state){.address = state,
                                               .holds = gil.locked == 1 && gil.last_holder == state,
                                               .thread_id = state->thread_id,
                                               .native_id = state->native_thread_id,
                                               .interpreter = PyInterpreterState_GetID(interp)};
    }
  }
  unlock_lists();
  return (ptrdiff_t)states;
}

size_t lab_thread_numbers_offset(void) {
  return offsetof(PyThreadState, thread_id);
}
