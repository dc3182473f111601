#pragma once

#include <Python.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One thread state of this process.
struct lab_thread_state {
  const void* address;  ///< of the PyThreadState: to be compared only
  bool holds;           ///< it has its interpreter's GIL
  uint64_t thread_id;   ///< threading.get_ident(); 0 of a thread that has not begun to run
  uint64_t native_id;   ///< threading.get_native_id(); 0 as above
  int64_t interpreter;  ///< the interpreter's number, 0 for the main one
};

/// Copies the thread states of all interpreters. With the GIL held; takes the lock of CPython's
/// lists for as long as it reads them, and allocates nothing.
/// @returns how many there are, which may be more than `capacity`; -1 when the lock was not to be had
ptrdiff_t lab_thread_states(struct lab_thread_state* into, size_t capacity);

/// Where the two numbers of a thread stand: a thread that samples reads them from a PyThreadState
/// that may have been freed, and so does not do it by a pointer.
struct lab_thread_numbers {
  unsigned long thread_id;
  unsigned long native_id;
};
/// Offset of struct lab_thread_numbers within a PyThreadState.
size_t lab_thread_numbers_offset(void);

#ifdef __cplusplus
}
#endif
