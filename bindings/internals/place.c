// Where a thread is: the chain of struct _PyInterpreterFrame.  (Include/internal/pycore_frame.h,
// from 3.14 pycore_interpframe.h)
//
//   3.11          tstate->cframe->current_frame   f_code; is_entry: C called this frame
//   3.12          tstate->cframe->current_frame   f_code; C's calls stand in the chain as frames of
//                                                 their own, FRAME_OWNED_BY_CSTACK, without code
//   3.13          tstate->current_frame           f_executable: a code object, or None in C's
//                                                 frames
//   3.14, 3.15    tstate->current_frame           f_executable is a _PyStackRef; C's frames are
//                                                 FRAME_OWNED_BY_INTERPRETER
//
//   3.11, 3.12    prev_instr     the code unit before the next: the instruction that runs, or, in a
//                                frame that waits for a call, the last inline cache behind it
//   3.13 –        instr_ptr      the instruction that runs or is about to
//
// When it is a signal handler that asks, the chain may be in the middle of a change; it then is
// either the old one or the new one, since a frame is linked by one store, after it has been
// filled.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#if PY_VERSION_HEX >= 0x030E0000
#include "internal/pycore_interpframe.h"  // _PyFrame_SafeGetCode
#else
#include "internal/pycore_frame.h"  // struct _PyInterpreterFrame
#endif

#include "bindings/internals/opcode.h"
#include "bindings/internals/place.h"

typedef struct _PyInterpreterFrame Frame;

// The thread's own state, also while another thread has the GIL.
static Frame* innermost(void) {
  PyThreadState* tstate = PyGILState_GetThisThreadState();
  if (tstate == NULL) return NULL;
#if PY_VERSION_HEX >= 0x030D0000
  return tstate->current_frame;
#else
  return tstate->cframe == NULL ? NULL : tstate->cframe->current_frame;
#endif
}

/// Null in the frames that stand for C's calls.
static PyCodeObject* code_of(Frame* frame) {
#if PY_VERSION_HEX >= 0x030E0000
  if (frame->owner == FRAME_OWNED_BY_INTERPRETER) return NULL;
  PyObject* executable = PyStackRef_AsPyObjectBorrow(frame->f_executable);
#elif PY_VERSION_HEX >= 0x030D0000
  if (frame->owner == FRAME_OWNED_BY_CSTACK) return NULL;
  PyObject* executable = frame->f_executable;
#elif PY_VERSION_HEX >= 0x030C0000
  if (frame->owner == FRAME_OWNED_BY_CSTACK) return NULL;
  PyObject* executable = (PyObject*)frame->f_code;
#else
  PyObject* executable = (PyObject*)frame->f_code;
#endif
  if (executable == NULL || !PyCode_Check(executable)) return NULL;
  return (PyCodeObject*)executable;
}

static struct lab_place place_of(Frame* frame) {
  while (frame != NULL && code_of(frame) == NULL)
    frame = frame->previous;
  if (frame == NULL) return (struct lab_place){NULL, 0};
  PyCodeObject* code = code_of(frame);
#if PY_VERSION_HEX >= 0x030D0000
  const _Py_CODEUNIT* at = frame->instr_ptr;
#else
  const _Py_CODEUNIT* at = frame->prev_instr;
#endif
  const Py_ssize_t offset = (const char*)at - code->co_code_adaptive;
  const Py_ssize_t size = Py_SIZE(code) * (Py_ssize_t)sizeof *at;
  const bool inside = offset > 0 && offset < size;
  return (struct lab_place){code, inside ? lab_instruction_start(code, (int)offset) : 0};
}

struct lab_place lab_place_now(void) {
  return place_of(innermost());
}

static bool is_below(PyCodeObject* code, const char* folder, size_t length) {
  PyObject* file = code->co_filename;
  if (length == 0 || !PyUnicode_IS_COMPACT_ASCII(file)) return false;
  return (size_t)PyUnicode_GET_LENGTH(file) > length &&
         memcmp(PyUnicode_DATA(file), folder, length) == 0;
}

struct lab_place lab_place_outside(const char* folder, size_t length) {
  enum { kMostFrames = 64 };
  Frame* frame = innermost();
  for (int seen = 0; frame != NULL && seen < kMostFrames; ++seen, frame = frame->previous) {
    PyCodeObject* code = code_of(frame);
    if (code != NULL && !is_below(code, folder, length)) return place_of(frame);
  }
  return (struct lab_place){NULL, 0};
}

struct lab_caller lab_caller_now(void) {
  Frame* frame = innermost();
  if (frame == NULL) return (struct lab_caller){true, {NULL, 0}};
#if PY_VERSION_HEX >= 0x030C0000
  const bool is_c = frame->previous == NULL || code_of(frame->previous) == NULL;
#else
  const bool is_c = frame->is_entry;
#endif
  if (!is_c) return (struct lab_caller){false, {NULL, 0}};
  return (struct lab_caller){true, place_of(frame->previous)};
}
