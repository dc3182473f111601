#pragma once

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Where the parts of one struct _gil_runtime_state are. Nothing of it moves while the GIL exists.
struct lab_gil {
  const void* address;  ///< of the struct itself; null: there is none
  pthread_mutex_t* mutex;
  pthread_cond_t* cond;  ///< those that want the GIL wait here
  pthread_mutex_t* switch_mutex;
  pthread_cond_t* switch_cond;  ///< who was made to let go waits here until another has taken it
  const volatile unsigned long* switch_number;
  const volatile int* locked;
  PyThreadState* const volatile* last_holder;
};

/// The GIL that this interpreter's threads take: its own, or the main interpreter's. Any thread may
/// ask while the interpreter exists.
struct lab_gil lab_gil_of(PyInterpreterState* interpreter);
/// The main interpreter's.
struct lab_gil lab_gil_main(void);
/// The GIL whose `cond` or `switch_cond` this is. To be asked by a thread that holds that GIL's
/// mutex. `address` is null when it belongs to none.
struct lab_gil lab_gil_with(const pthread_cond_t* cond);

/// While an interpreter's end is held off, no interpreter is added or taken away, and so no GIL
/// disappears. By a thread with the main interpreter's GIL; briefly.
void lab_interpreters_hold(void);
void lab_interpreters_release(void);
/// Whether this is the GIL of an interpreter that there is. With lab_interpreters_hold.
bool lab_gil_exists(struct lab_gil gil);

/// Its values now. They belong together only while the asker holds the GIL or its mutex.
struct lab_gil_state {
  int locked;  ///< 1 taken, 0 free, -1 not created
  uint64_t switch_number;
  uint64_t interval_us;
  PyThreadState*
      last_holder;  ///< null: nobody since it was made. May be dead: compare, do not read
};
struct lab_gil_state lab_gil_read(struct lab_gil gil);

/// Whether the thread of `tstate`, which must be alive, is asked to let go.
bool lab_gil_drop_requested(PyThreadState* tstate);

/// Whether the interpreter is being finalized, so that other threads than that one end as soon as
/// they have taken the GIL. Their PyThreadState may be freed by then.
bool lab_gil_finalizing(void);

#ifdef __cplusplus
}
#endif
