// Where a coroutine stands: the frame inside a PyCoroObject or PyGenObject.
// (Include/cpython/genobject.h; from 3.14 internal/pycore_interpframe_structs.h)
//
//   3.11          gi_code, gi_frame_state, gi_iframe: prev_instr
//   3.12          gi_frame_state, gi_iframe: f_code, prev_instr
//   3.13          gi_frame_state, gi_iframe: f_executable, instr_ptr
//   3.14, 3.15    the same; f_executable is a _PyStackRef
//
//   gi_frame_state   3.11, 3.12   created -2, suspended -1, executing 0, completed 1, cleared 4
//                    3.13, 3.14   created -3, suspended -2, in yield from -1, executing 0, …
//                    3.15         created 0, suspended 1, in yield from 2 and 3, executing 4,
//                                 cleared 5
//
// A frame that has ended is cleared and stays inside its generator: the pointer to its last
// instruction still tells where it ended, and the code object is the generator's until that dies.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_frame.h"  // _PyInterpreterFrame, PyFrameState
#if PY_VERSION_HEX >= 0x030E0000
#include "internal/pycore_genobject.h"
#include "internal/pycore_interpframe.h"
#endif

#include "bindings/internals/coroutine.h"

static const struct lab_coroutine kNoCoroutine = {NULL, kLabCoroutineEnded, 0};

static enum lab_coroutine_state state_of(const PyGenObject* generator) {
  const int8_t state = generator->gi_frame_state;
  if (state == FRAME_CREATED) return kLabCoroutineCreated;
  if (state == FRAME_EXECUTING) return kLabCoroutineExecuting;
#if PY_VERSION_HEX >= 0x030D0000
  const bool suspended = FRAME_STATE_SUSPENDED(state);
#else
  const bool suspended = state == FRAME_SUSPENDED;
#endif
  return suspended ? kLabCoroutineSuspended : kLabCoroutineEnded;
}

static PyObject* executable_of(const PyGenObject* generator) {
#if PY_VERSION_HEX >= 0x030E0000
  return PyStackRef_AsPyObjectBorrow(generator->gi_iframe.f_executable);
#elif PY_VERSION_HEX >= 0x030D0000
  return ((const _PyInterpreterFrame*)generator->gi_iframe)->f_executable;
#elif PY_VERSION_HEX >= 0x030C0000
  return (PyObject*)((const _PyInterpreterFrame*)generator->gi_iframe)->f_code;
#else
  return (PyObject*)generator->gi_code;
#endif
}

static const _Py_CODEUNIT* instruction_of(const PyGenObject* generator) {
  const _PyInterpreterFrame* frame = (const _PyInterpreterFrame*)&generator->gi_iframe;
#if PY_VERSION_HEX >= 0x030D0000
  return frame->instr_ptr;
#else
  return frame->prev_instr;
#endif
}

struct lab_coroutine lab_coroutine_read(PyObject* object) {
  if (object == NULL || (!PyCoro_CheckExact(object) && !PyGen_CheckExact(object)))
    return kNoCoroutine;
  const PyGenObject* generator = (const PyGenObject*)object;
  PyObject* executable = executable_of(generator);
  if (executable == NULL || !PyCode_Check(executable)) return kNoCoroutine;
  PyCodeObject* code = (PyCodeObject*)executable;
  const enum lab_coroutine_state state = state_of(generator);
  int line = code->co_firstlineno;
  const Py_ssize_t offset =
      (const char*)instruction_of(generator) - (const char*)_PyCode_CODE(code);
  const Py_ssize_t size = Py_SIZE(code) * (Py_ssize_t)sizeof(_Py_CODEUNIT);
  if (state != kLabCoroutineCreated && offset >= 0 && offset < size) {
    const int found = PyCode_Addr2Line(code, (int)offset);
    if (found > 0) line = found;
  }
  return (struct lab_coroutine){code, state, line};
}
