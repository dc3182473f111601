// struct _PyInterpreterFrame, one for each running call of Python code.
// (Include/internal/pycore_frame.h; from 3.14 pycore_interpframe_structs.h; Python/ceval.c)
//
//   │ code │ previous │ function │ globals │ … │ stacktop │ owner │ localsplus[] …           │
//                                                                 │ locals, cells, frees │ stack
//
// Frames lie one after the other in chunks of memory that belong to the thread; a generator has its
// own inside the generator object, and moves nothing when it suspends. place.c tells where the
// chain begins and what points to the instruction.
//
//   owner      3.11: thread 0, generator 1, frame object 2 (over, but somebody kept the frame)
//              3.12: C stack 3, a frame without code that stands for a call from C: left out here
//              3.14: interpreter 3 for the same
//   stacktop   the number of slots in use, locals included; -1 while the interpreter has it in a
//              register, as it does for a frame that calls a C function
//   3.14+      stackpointer, null while it is in a register; the slots are _PyStackRef, tagged
//   frame_obj  the frame object, once sys._getframe or a traceback asked for one
//
// Hooks: a thread's c_profilefunc and c_tracefunc are sys.setprofile's and sys.settrace's (cpython/
// pystate.h). From 3.12 both are tools of sys.monitoring inside (ids 6 and 7), as are debuggers and
// profilers by their own names (interp->monitoring_tool_names, Include/internal/pycore_interp.h).

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_interp.h"  // PyInterpreterState.monitoring_tool_names
#if PY_VERSION_HEX >= 0x030E0000
#include "internal/pycore_interpframe.h"  // struct _PyInterpreterFrame
#include "internal/pycore_stackref.h"     // PyStackRef_AsPyObjectBorrow
#else
#include "internal/pycore_frame.h"  // struct _PyInterpreterFrame
#endif

#include <assert.h>

#include "bindings/internals/frame.h"

// When one of these fails, the owners have been numbered anew: correct the drawing and owner_of.
static_assert((int)kLabOwnedByThread == FRAME_OWNED_BY_THREAD, "a thread owns by 0");
static_assert((int)kLabOwnedByGenerator == FRAME_OWNED_BY_GENERATOR, "a generator owns by 1");
static_assert((int)kLabOwnedByFrameObject == FRAME_OWNED_BY_FRAME_OBJECT, "a frame object by 2");

typedef struct _PyInterpreterFrame InterpreterFrame;

static const InterpreterFrame* first_frame(void) {
  const PyThreadState* tstate = PyThreadState_Get();
#if PY_VERSION_HEX >= 0x030D0000
  return tstate->current_frame;
#else
  return tstate->cframe->current_frame;
#endif
}

// Null for a frame that stands for a call from C.
static PyCodeObject* frame_code(const InterpreterFrame* frame) {
  if (frame->owner > FRAME_OWNED_BY_FRAME_OBJECT) return NULL;
#if PY_VERSION_HEX >= 0x030E0000
  PyObject* executable = PyStackRef_AsPyObjectBorrow(frame->f_executable);
#elif PY_VERSION_HEX >= 0x030D0000
  PyObject* executable = frame->f_executable;
#else
  PyObject* executable = (PyObject*)frame->f_code;
#endif
  if (executable == NULL || !PyCode_Check(executable)) return NULL;
  return (PyCodeObject*)executable;
}

static int offset_of(const InterpreterFrame* frame, PyCodeObject* code) {
#if PY_VERSION_HEX >= 0x030D0000
  const _Py_CODEUNIT* at = frame->instr_ptr;
#else
  const _Py_CODEUNIT* at = frame->prev_instr;
#endif
  const Py_ssize_t offset = (const char*)at - code->co_code_adaptive;
  return offset < 0 || offset >= Py_SIZE(code) * (Py_ssize_t)sizeof(*at) ? -1 : (int)offset;
}

static struct lab_maybe stack_depth(const InterpreterFrame* frame, const PyCodeObject* code) {
  static const char kReason[] = "the interpreter keeps it in a register now";
#if PY_VERSION_HEX >= 0x030E0000
  if (frame->stackpointer == NULL) return (struct lab_maybe){0, kReason};
  const _PyStackRef* base = frame->localsplus + code->co_nlocalsplus;
  return (struct lab_maybe){frame->stackpointer - base, NULL};
#else
  if (frame->stacktop < code->co_nlocalsplus) return (struct lab_maybe){0, kReason};
  return (struct lab_maybe){frame->stacktop - code->co_nlocalsplus, NULL};
#endif
}

static bool called_by_c(const InterpreterFrame* frame) {
#if PY_VERSION_HEX >= 0x030C0000
  return frame->previous == NULL || frame_code(frame->previous) == NULL;
#else
  return frame->is_entry;
#endif
}

int lab_frames_read(struct lab_frame* frames, int room) {
  int count = 0;
  for (const InterpreterFrame* at = first_frame(); at != NULL && count < room; at = at->previous) {
    PyCodeObject* code = frame_code(at);
    if (code == NULL) continue;
    const int offset = offset_of(at, code);
    frames[count++] = (struct lab_frame){
        .address = (uint64_t)(uintptr_t)at,
        .code = code,
        .offset = offset,
        .owner = (enum lab_frame_owner)at->owner,
        .called_by_c = called_by_c(at),
        .complete = offset >= code->_co_firsttraceable * (int)sizeof(_Py_CODEUNIT),
        .stack_depth = stack_depth(at, code),
        .frame_object = (uint64_t)(uintptr_t)at->frame_obj};
  }
  return count;
}

PyObject* lab_frame_local(const struct lab_frame* frame, int slot) {
  const InterpreterFrame* at = (const InterpreterFrame*)(uintptr_t)frame->address;
#if PY_VERSION_HEX >= 0x030E0000
  if (PyStackRef_IsNull(at->localsplus[slot])) return NULL;
  return PyStackRef_AsPyObjectBorrow(at->localsplus[slot]);
#else
  return at->localsplus[slot];
#endif
}

struct lab_hooks lab_hooks_read(void) {
  const PyThreadState* tstate = PyThreadState_Get();
  return (struct lab_hooks){.profile = (uint64_t)(uintptr_t)tstate->c_profilefunc,
                            .trace = (uint64_t)(uintptr_t)tstate->c_tracefunc};
}

const char* lab_tools_read(PyObject* names[kLabTools]) {
  for (int i = 0; i < kLabTools; ++i)
    names[i] = NULL;
#if PY_VERSION_HEX >= 0x030C0000
  const PyInterpreterState* interp = PyInterpreterState_Get();
  for (int i = 0; i < kLabTools; ++i)
    names[i] = interp->monitoring_tool_names[i];
  return NULL;
#else
  return "sys.monitoring is new in 3.12 (PEP 669)";
#endif
}
