// A generator, coroutine or asynchronous generator as a watched object.
// (Include/cpython/genobject.h; from 3.14 internal/pycore_interpframe_structs.h)
//
//   gi_frame_state   3.11, 3.12   created -2, suspended -1, executing 0, completed 1, cleared 4
//                    3.13, 3.14   created -3, suspended -2, in yield from -1, executing 0, …
//                    3.15         created 0, suspended 1, in yield from 2 and 3, executing 4, cleared 5
//   gi_iframe        the frame itself, inside the generator: prev_instr (3.11, 3.12) or instr_ptr
//                    says where it has stopped
//
//   frame-state      before → after in CPython's numbers; at: the new state in words, with the line
//                    where it is suspended

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_frame.h"  // _PyInterpreterFrame, PyFrameState
#if PY_VERSION_HEX >= 0x030E0000
#include "internal/pycore_genobject.h"
#include "internal/pycore_interpframe.h"
#endif

#include <stdio.h>
#include <stdlib.h>

#include "bindings/internals/snapshot.h"

struct copy {
  int state;
};

static bool fits(PyObject* object) {
  return PyGen_CheckExact(object) || PyCoro_CheckExact(object) || PyAsyncGen_CheckExact(object);
}

static int state_of(PyObject* object) {
  return ((const PyGenObject*)object)->gi_frame_state;
}

static bool is_suspended(int state) {
#if PY_VERSION_HEX >= 0x030D0000
  return FRAME_STATE_SUSPENDED(state);
#else
  return state == FRAME_SUSPENDED;
#endif
}

static const char* name_of(int state) {
  if (state == FRAME_CREATED) return "created";
  if (state == FRAME_EXECUTING) return "executing";
  if (is_suspended(state)) return "suspended";
#if PY_VERSION_HEX < 0x030F0000
  if (state == FRAME_COMPLETED) return "completed";
#endif
  return "cleared";
}

static int line_of(PyObject* object) {
  const _PyInterpreterFrame* frame =
      (const _PyInterpreterFrame*)((const PyGenObject*)object)->gi_iframe;
#if PY_VERSION_HEX >= 0x030E0000
  return PyUnstable_InterpreterFrame_GetLine((_PyInterpreterFrame*)frame);
#elif PY_VERSION_HEX >= 0x030D0000
  PyCodeObject* code = (PyCodeObject*)frame->f_executable;
  const _Py_CODEUNIT* at = frame->instr_ptr;
#else
  PyCodeObject* code = frame->f_code;
  const _Py_CODEUNIT* at = frame->prev_instr;
#endif
#if PY_VERSION_HEX < 0x030E0000
  return PyCode_Addr2Line(code, (int)((const char*)at - (const char*)_PyCode_CODE(code)));
#endif
}

static void* take(PyObject* object) {
  struct copy* copy = malloc(sizeof(*copy));
  if (copy != NULL) copy->state = state_of(object);
  return copy;
}

static bool same(PyObject* object, const void* kept) {
  return state_of(object) == ((const struct copy*)kept)->state;
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* copy = kept;
  const int state = state_of(object);
  char text[kLabKeyText];
  if (is_suspended(state)) {
    snprintf(text, sizeof(text), "suspended at line %d", line_of(object));
  } else {
    snprintf(text, sizeof(text), "%s", name_of(state));
  }
  const struct lab_change change = {.change = "frame-state",
                                    .at = text,
                                    .before = lab_is(copy->state),
                                    .after = lab_is(state),
                                    .slot = kLabNoNumber,
                                    .entry = kLabNoNumber};
  copy->state = state;
  sink(to, &change);
  return kLabCompared;
}

const struct lab_structure kLabGenerator = {.name = "generator",
                                            .fits = fits,
                                            .take = take,
                                            .same = same,
                                            .compare = compare,
                                            .drop = free,
                                            .dies_whole = false};
