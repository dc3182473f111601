// struct _gil_runtime_state: one GIL.
// (Include/internal/pycore_gil.h; used by Python/ceval_gil.h in 3.11, Python/ceval_gil.c from 3.12)
//
//   interval        microseconds that a waiter is patient (sys.setswitchinterval)
//   last_holder     PyThreadState that holds it or has held it last
//   locked          1 taken, 0 free, -1 not created
//   switch_number   how often it was taken by another PyThreadState than last_holder
//   cond, mutex                 the mutex guards all of these; waiters wait on the cond
//   switch_cond, switch_mutex   who was forced to let go waits here until another has taken it
//
// It changes hands so, in every version:
//
//   take_gil   lock(mutex)                            drop_gil   last_holder = tstate
//              while locked:                                     lock(mutex)
//                timedwait(cond, mutex, interval)                locked = 0
//                timed out, still locked, no switch:             signal(cond)
//                  request the drop                              unlock(mutex)
//              lock(switch_mutex)                                if a drop is requested:
//              locked = 1                                          lock(switch_mutex)
//              last_holder ≠ tstate:                               if last_holder = tstate:
//                last_holder = tstate                                forget the request
//                ++switch_number                                     wait(switch_cond)
//              signal(switch_cond)                                 unlock(switch_mutex)
//              unlock(switch_mutex)
//              forget the request
//              unlock(mutex)
//
//   3.11   one for the process, _PyRuntime.ceval.gil. The request is a word of the interpreter,
//          interp->ceval.gil_drop_request
//   3.12   interp->ceval.gil points to the main interpreter's or, PEP 684, to interp->_gil of the
//          interpreter itself; ceval.own_gil says which. The request as before
//   3.13   the request is a bit of the holder's tstate->eval_breaker; tstate->_status.holds_gil
//          An interpreter that ends does not destroy its GIL (pthread_cond_destroy): its memory is
//          given back as it is, and another interpreter's GIL may be made at the same address
//   3.14,  the struct stands in pycore_interp_structs.h
//   3.15
//
// `locked` and `last_holder` are atomics of their own type up to 3.12 (_Py_atomic_int,
// _Py_atomic_address), plain words with atomic functions from 3.13: the same bytes.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "internal/pycore_ceval.h"    // _PY_GIL_DROP_REQUEST_BIT
#include "internal/pycore_interp.h"   // PyInterpreterState.ceval, _gil
#include "internal/pycore_runtime.h"  // _PyRuntime.ceval.gil in 3.11, finalizing

#include "bindings/internals/gil.h"
#include "bindings/internals/own_memory.h"

typedef struct _gil_runtime_state Gil;

enum { kMostInterpreters = 65536 };

// When one of these fails, the fields have another size: correct struct lab_gil and its readers.
static_assert(sizeof(((Gil*)0)->locked) == sizeof(int), "locked is an int");
static_assert(sizeof(((Gil*)0)->last_holder) == sizeof(void*), "last_holder is a pointer");
static_assert(sizeof(((Gil*)0)->switch_number) == sizeof(unsigned long), "switch_number is a long");

static struct lab_gil parts_of(Gil* gil) {
  if (gil == NULL) return (struct lab_gil){.address = NULL};
  return (struct lab_gil){.address = gil,
                          .mutex = &gil->mutex,
                          .cond = &gil->cond,
                          .switch_mutex = &gil->switch_mutex,
                          .switch_cond = &gil->switch_cond,
                          .switch_number = &gil->switch_number,
                          .locked = (const volatile int*)&gil->locked,
                          .last_holder = (PyThreadState* const volatile*)&gil->last_holder};
}

struct lab_gil lab_gil_of(PyInterpreterState* interpreter) {
#if PY_VERSION_HEX >= 0x030C0000
  return parts_of(interpreter->ceval.gil);
#else
  (void)interpreter;
  return parts_of(&_PyRuntime.ceval.gil);
#endif
}

struct lab_gil lab_gil_main(void) {
  return lab_gil_of(PyInterpreterState_Main());
}

static bool has_cond(Gil* gil, const pthread_cond_t* cond) {
  return gil != NULL && (cond == &gil->cond || cond == &gil->switch_cond);
}

#if PY_VERSION_HEX >= 0x030C0000
/// Memory that may not be there, if `cond` is no GIL's. Where the kernel does not let a process ask
/// (it does not even for memory that is surely there), it is read as it is: in a build with
/// semaphores, Linux, libpython has no other condition variables than those of GILs.
static bool copy_near(const pthread_cond_t* cond, const void* from, void* to, size_t size) {
  char known = 0;
  if (lab_copy_memory((uintptr_t)from, to, size)) return true;
  if (lab_copy_memory((uintptr_t)cond, &known, 1)) return false;
  memcpy(to, from, size);
  return true;
}

/// The struct at `gil`, if it is an interpreter's own GIL. An interpreter that is being made or
/// taken down is not in the runtime's list at every moment, and to walk that list needs a lock: so
/// it is the interpreter around the struct that is asked whether it points back.
static Gil* own_gil(char* gil, const pthread_cond_t* cond) {
  const char* around = gil - offsetof(PyInterpreterState, _gil);
  int own = 0;
  Gil* its = NULL;
  if (!copy_near(cond, around + offsetof(PyInterpreterState, ceval.own_gil), &own, sizeof own))
    return NULL;
  if (!copy_near(cond, around + offsetof(PyInterpreterState, ceval.gil), &its, sizeof its))
    return NULL;
  return own == 1 && (char*)its == gil ? its : NULL;
}
#endif

struct lab_gil lab_gil_with(const pthread_cond_t* cond) {
  Gil* main_gil = (Gil*)lab_gil_main().address;
  if (has_cond(main_gil, cond)) return parts_of(main_gil);
#if PY_VERSION_HEX >= 0x030C0000
  Gil* gil = own_gil((char*)cond - offsetof(Gil, cond), cond);
  if (gil == NULL) gil = own_gil((char*)cond - offsetof(Gil, switch_cond), cond);
  return parts_of(gil);
#else
  return parts_of(NULL);
#endif
}

void lab_interpreters_hold(void) {
#if PY_VERSION_HEX >= 0x030D0000
  PyMutex_Lock(&_PyRuntime.interpreters.mutex);
#else
  PyThread_acquire_lock(_PyRuntime.interpreters.mutex, WAIT_LOCK);
#endif
}

void lab_interpreters_release(void) {
#if PY_VERSION_HEX >= 0x030D0000
  PyMutex_Unlock(&_PyRuntime.interpreters.mutex);
#else
  PyThread_release_lock(_PyRuntime.interpreters.mutex);
#endif
}

bool lab_gil_exists(struct lab_gil gil) {
  PyInterpreterState* interpreter = PyInterpreterState_Head();
  for (int left = kMostInterpreters; interpreter != NULL && left > 0; --left) {
    if (lab_gil_of(interpreter).address == gil.address) return true;
    interpreter = PyInterpreterState_Next(interpreter);
  }
  return false;
}

struct lab_gil_state lab_gil_read(struct lab_gil gil) {
  if (gil.address == NULL) return (struct lab_gil_state){.locked = -1};
  return (struct lab_gil_state){.locked = *gil.locked,
                                .switch_number = *gil.switch_number,
                                .interval_us = ((const Gil*)gil.address)->interval,
                                .last_holder = *gil.last_holder};
}

bool lab_gil_drop_requested(PyThreadState* tstate) {
#if PY_VERSION_HEX >= 0x030D0000
  return (*(volatile uintptr_t*)&tstate->eval_breaker & _PY_GIL_DROP_REQUEST_BIT) != 0;
#else
  return *(volatile int*)&tstate->interp->ceval.gil_drop_request != 0;
#endif
}

bool lab_gil_finalizing(void) {
  return _PyRuntimeState_GetFinalizing(&_PyRuntime) != NULL;
}
