// PyThreadState of the thread that holds the GIL, and its innermost frame, by the shortest way.
//
//   3.11          _PyRuntime.gilstate.tstate_current: one word for the process
//   3.12          _Py_tss_tstate, one word for each thread; hidden, so that a call has to be made
//   3.13 –        the same, and the call has a public name
//
//   3.11, 3.12    tstate->cframe->current_frame ─► f_code, prev_instr
//   3.13          tstate->current_frame ─► f_executable, instr_ptr
//   3.14, 3.15    the same; f_executable is a _PyStackRef
//
// In 3.12+ frames that stand for C's calls are in the chain; place.c tells of them. The address of
// an instruction belongs to one code object for as long as that lives: it is the key under which a
// line is remembered. Before the first instruction prev_instr points right before it, which is
// still inside the code object: co_code_adaptive is its last field.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#if PY_VERSION_HEX >= 0x030E0000
#include "internal/pycore_interpframe.h"  // struct _PyInterpreterFrame
#else
#include "internal/pycore_frame.h"  // struct _PyInterpreterFrame
#endif
#include "internal/pycore_runtime.h"  // _PyRuntime, 3.11

#include <string.h>

#include "bindings/internals/running.h"

typedef struct _PyInterpreterFrame Frame;

static inline PyThreadState* current_thread(void) {
#if PY_VERSION_HEX >= 0x030D0000
  return PyThreadState_GetUnchecked();
#elif PY_VERSION_HEX >= 0x030C0000
  return _PyThreadState_UncheckedGet();
#else
  return (PyThreadState*)_Py_atomic_load_relaxed(&_PyRuntime.gilstate.tstate_current);
#endif
}

static inline Frame* innermost_of(PyThreadState* tstate) {
#if PY_VERSION_HEX >= 0x030D0000
  return tstate->current_frame;
#else
  return tstate->cframe == NULL ? NULL : tstate->cframe->current_frame;
#endif
}

/// Null in the frames that stand for C's calls.
static inline PyObject* executable_of(Frame* frame) {
#if PY_VERSION_HEX >= 0x030E0000
  if (frame->owner == FRAME_OWNED_BY_INTERPRETER) return NULL;
  return PyStackRef_AsPyObjectBorrow(frame->f_executable);
#elif PY_VERSION_HEX >= 0x030D0000
  return frame->owner == FRAME_OWNED_BY_CSTACK ? NULL : frame->f_executable;
#elif PY_VERSION_HEX >= 0x030C0000
  return frame->owner == FRAME_OWNED_BY_CSTACK ? NULL : (PyObject*)frame->f_code;
#else
  return (PyObject*)frame->f_code;
#endif
}

static inline struct lab_running running_in(Frame* frame) {
  PyObject* executable = executable_of(frame);
  if (executable == NULL || !PyCode_Check(executable)) return (struct lab_running){NULL, NULL};
#if PY_VERSION_HEX >= 0x030D0000
  return (struct lab_running){(PyCodeObject*)executable, frame->instr_ptr};
#else
  return (struct lab_running){(PyCodeObject*)executable, frame->prev_instr};
#endif
}

struct lab_running lab_running_of(PyThreadState* tstate) {
  for (Frame* frame = innermost_of(tstate); frame != NULL; frame = frame->previous) {
    const struct lab_running running = running_in(frame);
    if (running.code != NULL) return running;
  }
  return (struct lab_running){NULL, NULL};
}

struct lab_running lab_running_now(bool* main_interpreter) {
  PyThreadState* tstate = current_thread();
  *main_interpreter = tstate != NULL && tstate->interp == PyInterpreterState_Main();
  return *main_interpreter ? lab_running_of(tstate) : (struct lab_running){NULL, NULL};
}

static inline uint64_t word_at(const char* bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

static inline uint64_t mix(uint64_t mixed, uint64_t word) {
  return (mixed << 11 | mixed >> 53) ^ word;
}

static uint64_t fingerprint_of_lines(const PyCodeObject* code) {
  const char* bytes = PyBytes_AS_STRING(code->co_linetable);
  const size_t size = (size_t)PyBytes_GET_SIZE(code->co_linetable);
  uint64_t mixed = (uint64_t)code->co_firstlineno << 32 ^ size;
  if (size < 16) {
    char room[16] = {0};
    memcpy(room, bytes, size);
    return mix(mix(mixed, word_at(room)), word_at(room + 8));
  }
  const char* end = bytes + size;
  mixed = mix(mix(mixed, word_at(bytes)), word_at(bytes + 8));
  return mix(mix(mixed, word_at(end - 16)), word_at(end - 8));
}

uint64_t lab_code_fingerprint(const PyCodeObject* code) {
#if PY_VERSION_HEX >= 0x030C0000
  if (code->co_version != 0) return code->co_version;
#endif
  return fingerprint_of_lines(code);
}

void lab_running_frames(lab_running_visit visit, void* about) {
  enum { kMostFrames = 1000 };
  PyThreadState* tstate = current_thread();
  Frame* frame = tstate == NULL ? NULL : innermost_of(tstate);
  for (int shown = 0; frame != NULL && shown < kMostFrames; frame = frame->previous) {
    const struct lab_running running = running_in(frame);
    if (running.code == NULL) continue;
    ++shown;
    if (!visit(running, about)) return;
  }
}

bool lab_holds_gil(void) {
  PyThreadState* mine = PyGILState_GetThisThreadState();
  return mine != NULL && mine == current_thread();
}

int lab_running_line(struct lab_running running) {
  if (Py_REFCNT(running.code) <= 0) return 0;
  const char* first = (const char*)_PyCode_CODE(running.code);
  return PyCode_Addr2Line(running.code, (int)((const char*)running.at - first));
}
