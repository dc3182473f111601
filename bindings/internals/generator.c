// A generator, a coroutine, an asynchronous generator: one struct, three types.
// (Include/cpython/genobject.h; from 3.14 internal/pycore_interpframe_structs.h; Objects/genobject.c)
//
//   │ head │ weakrefs │ name │ qualname │ exc_state │ origin_or_finalizer │ flags… state │ frame … │
//                                                                                  │         │
//                                       gi_frame_state, one signed byte at the end ┘         │
//            gi_iframe: the whole _PyInterpreterFrame with its locals and its stack, embedded ┘
//
// To suspend is to return to the caller and to leave the frame where it is; nothing is copied. On the
// way in the frame is linked below the caller's, on the way out it is cut off again.
//
//   3.11         gi_code in front of the weakrefs, so the state stands at +75; 152 bytes at least
//   3.12, 3.13   the code is found in the frame (PyGen_GetCode), the state stands at +67; 144 bytes
//   3.14, 3.15   152 bytes again: the frame has grown
//
//   gi_frame_state    created   suspended   in yield from   executing   completed   cleared
//   3.11, 3.12           -2        -1            -1             0           1          4
//   3.13, 3.14           -3        -2            -1             0           1          4
//   3.15                  0         1          2 and 3          4           -          5
//
// What it delegates to lies on top of its stack. 3.11 and 3.12 know that it delegates by the RESUME
// behind the instruction where it stopped, whose argument is 2 (yield from) or 3 (await); from 3.13
// the state itself says so. On 3.15 it is the one below the top: SEND keeps a null slot above it.
//
// Whoever runs to the end is cleared: the locals are released, the memory stays until the generator
// goes. On 3.12.1 and 3.13.0 close() only marks it "completed" where nothing has to be unwound (never begun, or no
// try around the yield): the locals are held as long as the generator is.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_frame.h"  // _PyInterpreterFrame, PyFrameState
#if PY_VERSION_HEX >= 0x030E0000
#include "internal/pycore_genobject.h"    // PyGenObject
#include "internal/pycore_interpframe.h"  // PyUnstable_InterpreterFrame_GetLine
#include "internal/pycore_stackref.h"     // PyStackRef_AsPyObjectBorrow
#endif

#include <opcode.h>  // RESUME
#include <stddef.h>

#include "bindings/internals/generator.h"
#include "bindings/internals/opcode.h"

typedef struct _PyInterpreterFrame GeneratorFrame;

enum { kFrameOffset = offsetof(PyGenObject, gi_iframe) };

bool lab_generator_fits(PyObject* object) {
  return PyGen_CheckExact(object) || PyCoro_CheckExact(object) || PyAsyncGen_CheckExact(object);
}

int lab_generator_state(PyObject* generator) {
  return ((const PyGenObject*)generator)->gi_frame_state;
}

bool lab_generator_is_suspended(int state) {
#if PY_VERSION_HEX >= 0x030D0000
  return FRAME_STATE_SUSPENDED(state);
#else
  return state == FRAME_SUSPENDED;
#endif
}

const char* lab_generator_state_name(int state) {
  if (state == FRAME_CREATED) return "created";
  if (state == FRAME_EXECUTING) return "executing";
  if (lab_generator_is_suspended(state)) return "suspended";
#if PY_VERSION_HEX < 0x030F0000
  if (state == FRAME_COMPLETED) return "completed";
#endif
  return "cleared";
}

static const GeneratorFrame* frame_of(PyObject* generator) {
  return (const GeneratorFrame*)((const char*)generator + kFrameOffset);
}

static PyCodeObject* code_of(PyObject* generator) {
#if PY_VERSION_HEX >= 0x030C0000
  PyCodeObject* code = PyGen_GetCode((PyGenObject*)generator);
  Py_DECREF(code);  // the generator holds it
  return code;
#else
  return ((const PyGenObject*)generator)->gi_code;
#endif
}

int lab_generator_line(PyObject* generator) {
  const GeneratorFrame* frame = frame_of(generator);
#if PY_VERSION_HEX >= 0x030E0000
  return PyUnstable_InterpreterFrame_GetLine((GeneratorFrame*)frame);
#else
#if PY_VERSION_HEX >= 0x030D0000
  PyCodeObject* code = (PyCodeObject*)frame->f_executable;
  const _Py_CODEUNIT* at = frame->instr_ptr;
#else
  PyCodeObject* code = frame->f_code;
  const _Py_CODEUNIT* at = frame->prev_instr;
#endif
  return PyCode_Addr2Line(code, (int)((const char*)at - (const char*)_PyCode_CODE(code)));
#endif
}

static int count_bound(const GeneratorFrame* frame, int locals) {
  int bound = 0;
  for (int slot = 0; slot < locals; ++slot) {
#if PY_VERSION_HEX >= 0x030E0000
    bound += !PyStackRef_IsNull(frame->localsplus[slot]);
#else
    bound += frame->localsplus[slot] != NULL;
#endif
  }
  return bound;
}

// Of a frame that is suspended, or was never begun: no register holds a part of it.
static int depth_of(const GeneratorFrame* frame, const PyCodeObject* code) {
#if PY_VERSION_HEX >= 0x030E0000
  return (int)(frame->stackpointer - (frame->localsplus + code->co_nlocalsplus));
#else
  return frame->stacktop - code->co_nlocalsplus;
#endif
}

static bool delegates(PyObject* generator, PyCodeObject* code) {
#if PY_VERSION_HEX >= 0x030F0000
  (void)code;
  const int state = lab_generator_state(generator);
  return lab_generator_is_suspended(state) && state != FRAME_SUSPENDED;
#elif PY_VERSION_HEX >= 0x030D0000
  (void)code;
  return lab_generator_state(generator) == FRAME_SUSPENDED_YIELD_FROM;
#else
  enum { kAfterYieldFrom = 2, kAfterAwait = 3, kLocation = 3 };
  if (!lab_generator_is_suspended(lab_generator_state(generator))) return false;
  const _Py_CODEUNIT* next = frame_of(generator)->prev_instr + 1;
  const int offset = (int)((const char*)next - code->co_code_adaptive);
  if (offset >= Py_SIZE(code) * (int)sizeof(*next)) return false;
  const int location = ((const unsigned char*)next)[1] & kLocation;
  return lab_base_opcode(code, offset) == RESUME &&
         (location == kAfterYieldFrom || location == kAfterAwait);
#endif
}

static PyObject* receiver_of(const GeneratorFrame* frame, int locals, int depth) {
#if PY_VERSION_HEX >= 0x030F0000
  return depth > 1 ? PyStackRef_AsPyObjectBorrow(frame->localsplus[locals + depth - 2]) : NULL;
#elif PY_VERSION_HEX >= 0x030E0000
  return depth > 0 ? PyStackRef_AsPyObjectBorrow(frame->localsplus[locals + depth - 1]) : NULL;
#else
  return depth > 0 ? frame->localsplus[locals + depth - 1] : NULL;
#endif
}

// The frame ends with room for its locals and the deepest stack; the generator with its frame.
static int frame_size(const PyCodeObject* code) {
  const int slots = code->co_nlocalsplus + code->co_stacksize;
  return (int)(offsetof(GeneratorFrame, localsplus) + (size_t)slots * sizeof(PyObject*));
}

int64_t lab_generator_size(PyObject* generator) {
  return kFrameOffset + frame_size(code_of(generator));
}

struct lab_generator lab_generator_read(PyObject* generator) {
  static const char kCleared[] = "the frame is cleared";
  static const char kExecuting[] = "the interpreter keeps it in a register now";
  const GeneratorFrame* frame = frame_of(generator);
  PyCodeObject* code = code_of(generator);
  const int state = lab_generator_state(generator);
  struct lab_generator read = {.frame = (uint64_t)(uintptr_t)frame,
                               .frame_offset = kFrameOffset,
                               .frame_size = frame_size(code),
                               .state = state,
                               .state_offset = (int)offsetof(PyGenObject, gi_frame_state),
                               .cleared = state == FRAME_CLEARED,
                               .flags = code->co_flags,
                               .locals = code->co_nlocalsplus,
                               .code = code};
  if (read.cleared) {
    read.stack_depth = (struct lab_maybe){0, kCleared};
    return read;
  }
  read.embedded = frame->owner == FRAME_OWNED_BY_GENERATOR;
  read.bound = count_bound(frame, read.locals);
  if (state == FRAME_EXECUTING) {
    read.stack_depth = (struct lab_maybe){0, kExecuting};
    return read;
  }
  const int depth = depth_of(frame, code);
  read.stack_depth = (struct lab_maybe){depth, NULL};
  if (delegates(generator, code)) read.delegates_to = receiver_of(frame, read.locals, depth);
  return read;
}
