#pragma once

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What runs where an allocator is called. Every allocation asks: no look at inline caches, as
/// lab_place_now takes to find the instruction's start.
struct lab_running {
  PyCodeObject* code;  ///< borrowed; null outside Python code
  const void* at;      ///< in its instructions, or right before the first
};

/// Of the thread that holds the GIL, which must be the caller's.
/// @param main_interpreter set to false when it runs another interpreter than the main one
struct lab_running lab_running_now(bool* main_interpreter);

/// Of the calling thread, whose state this is. It need not be the current one any more: drop_gil
/// runs when it no longer is.
struct lab_running lab_running_of(PyThreadState* tstate);

/// Tells a code object from one that has come to its address since. From 3.12 that is co_version,
/// which no two code objects share; before, and once the versions are used up, its first line and
/// the first and last 16 bytes of its line table: one that differs in the middle alone is not told
/// apart. Allocates nothing.
uint64_t lab_code_fingerprint(const PyCodeObject* code);

/// Shows the Python frames of the thread that holds the GIL, the innermost first, until `visit` returns
/// false. No more than 1000 are shown. @param about handed to each call
typedef bool (*lab_running_visit)(struct lab_running running, void* about);
void lab_running_frames(lab_running_visit visit, void* about);

/// Whether the calling thread holds the GIL. Any thread may ask.
bool lab_holds_gil(void);

/// The line of an instruction that lab_running_now gave; 0 when the code object is being
/// deallocated. Needs the GIL, allocates nothing.
int lab_running_line(struct lab_running running);

#ifdef __cplusplus
}
#endif
