// The stream of instructions and lines in 3.11: a C trace function.  (Python/ceval.c: DO_TRACING,
// maybe_call_line_trace, _PyEval_SetTrace; Python/sysmodule.c: trace_trampoline;
// Include/cpython/pystate.h)
//
//   PyThreadState                          PyFrameObject
//   │ c_tracefunc │ c_traceobj │           │ … │ f_trace │ f_trace_lines │ f_trace_opcodes │
//      the function  what sys.gettrace()            its local trace         1: an event for each
//                    returns                        function                instruction
//
//   3.11          each thread has one trace function. sys.settrace(f) makes it trace_trampoline
//                 with f as its object. While any is set, every instruction looks for events, and the
//                 unspecialised forms are run
//   3.12 –        sys.monitoring does this: monitoring.c
//
// There is one place, and the program may want it too. So ours stands in c_tracefunc, and what the
// program sets is kept beside the thread (`chain`) and called from ours, with the object that the
// program gave: c_traceobj stays the program's, and sys.gettrace() answers right.
//
//   sys.settrace      its C function is replaced by one that calls it and then puts ours back in front
//   PyEval_SetTrace   in extensions (coverage's tracer): seen by the audit event; ours is put back in
//                     front by a pending call, which the main thread makes a few instructions
//                     later; for so long that thread is not seen
//   new threads       _thread.start_new_thread is replaced alike; the new thread's state exists,
//                     and cannot run yet, when the original returns. Threads that C code brings in
//                     itself (PyGILState_Ensure) are met at the next start of a thread
//
// f_trace_opcodes is set by us to 2, which CPython takes for true, and by the program to 0 or 1. So
// we know whose it is: the program's trace function gets 'opcode' events for its own frames only.
// Ours is taken back when the frame is left, so that no suspended generator keeps it; resuming sets
// it again.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#if PY_VERSION_HEX < 0x030C0000

#include "internal/pycore_frame.h"    // struct _frame, _PyInterpreterFrame_LASTI
#include "internal/pycore_pystate.h"  // _PyThreadState_UpdateTracingState

#include <stdlib.h>
#include <string.h>

#include "bindings/internals/stream.h"

enum { kOurs = 2 };

/// What a program has set as a thread's trace function, behind ours.
struct chained {
  PyThreadState* tstate;
  Py_tracefunc next;
  struct chained* rest;
};

static struct lab_stream_hooks hooks;
static bool on = false;
static bool want_instructions = false;
static bool want_lines = false;
static bool adopting = false;             // a pending call to adopt_later is on its way
static PyThreadState* announcing = NULL;  // who will change its trace function
static bool setting = false;              // set_trace is at work: it adopts the thread itself
static struct chained* chain = NULL;

static int trace(PyObject* object, PyFrameObject* frame, int what, PyObject* argument);

static Py_tracefunc next_of(const PyThreadState* tstate) {
  for (const struct chained* one = chain; one != NULL; one = one->rest) {
    if (one->tstate == tstate) return one->next;
  }
  return NULL;
}

/// @returns false when no memory is left
static bool set_next(PyThreadState* tstate, Py_tracefunc next) {
  for (struct chained* one = chain; one != NULL; one = one->rest) {
    if (one->tstate != tstate) continue;
    one->next = next;
    return true;
  }
  if (next == NULL) return true;
  struct chained* one = malloc(sizeof *one);
  if (one == NULL) return false;
  *one = (struct chained){tstate, next, chain};
  chain = one;
  return true;
}

static void clear_chain(void) {
  while (chain != NULL) {
    struct chained* first = chain;
    chain = first->rest;
    free(first);
  }
}

/// Puts ours in front of whatever the thread has.
static void adopt(PyThreadState* tstate) {
  if (tstate->c_tracefunc == trace || !set_next(tstate, tstate->c_tracefunc)) return;
  tstate->c_tracefunc = trace;
  _PyThreadState_UpdateTracingState(tstate);
}

static void release(PyThreadState* tstate) {
  if (tstate->c_tracefunc != trace) return;
  tstate->c_tracefunc = next_of(tstate);
  _PyThreadState_UpdateTracingState(tstate);
}

/// Sets or takes back our f_trace_opcodes in the frames that a thread is in.
static void mark_frames(PyThreadState* tstate, bool mark) {
  PyFrameObject* frame = PyThreadState_GetFrame(tstate);
  while (frame != NULL) {
    if (mark && frame->f_trace_opcodes == 0) frame->f_trace_opcodes = kOurs;
    if (!mark && frame->f_trace_opcodes == kOurs) frame->f_trace_opcodes = 0;
    PyFrameObject* back = PyFrame_GetBack(frame);
    Py_DECREF(frame);
    frame = back;
  }
}

static void adopt_all(void) {
  PyThreadState* tstate = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
  for (; tstate != NULL; tstate = PyThreadState_Next(tstate)) {
    if (tstate->c_tracefunc == trace) continue;
    adopt(tstate);
    if (want_instructions) mark_frames(tstate, true);
  }
}

static int forward(PyObject* object, PyFrameObject* frame, int what, PyObject* argument) {
  PyThreadState* tstate = PyThreadState_Get();
  const Py_tracefunc next = next_of(tstate);
  if (next == NULL) return 0;
  const int result = next(object, frame, what, argument);
  // A trace function that fails is taken away by trace_trampoline, and ours with it.
  if (on && tstate->c_tracefunc != trace) adopt(tstate);
  return result;
}

static int trace(PyObject* object, PyFrameObject* frame, int what, PyObject* argument) {
  switch (what) {
    case PyTrace_OPCODE: {
      const int unit = _PyInterpreterFrame_LASTI(frame->f_frame);
      if (want_instructions) {
        hooks.step(frame->f_frame->f_code, unit * (int)sizeof(_Py_CODEUNIT));
      }
      if (frame->f_trace_opcodes == kOurs) return 0;
      break;
    }
    case PyTrace_LINE:
      if (want_instructions && frame->f_trace_opcodes == 0) frame->f_trace_opcodes = kOurs;
      if (want_lines) hooks.line(frame->f_frame->f_code, frame->f_lineno);
      break;
    case PyTrace_CALL:
      if (want_instructions && frame->f_trace_opcodes == 0) frame->f_trace_opcodes = kOurs;
      break;
    case PyTrace_RETURN:
      if (frame->f_trace_opcodes == kOurs) frame->f_trace_opcodes = 0;
      if (want_instructions) hooks.leave(lab_caller_now());
      break;
  }
  if (object == NULL) return 0;
  const int result = forward(object, frame, what, argument);
  // A frame that is refused at its beginning gets no event of leaving.
  if (result != 0 && what == PyTrace_CALL && frame->f_trace_opcodes == kOurs) {
    frame->f_trace_opcodes = 0;
  }
  return result;
}

// The functions of modules that are replaced: their PyMethodDef is static and may be written to, so
// that every name the function goes by is the same object as ever.

struct replaced {
  const char* module;
  const char* function;
  PyCFunction ours;
  PyCFunction original;
};

static PyObject* set_trace(PyObject* self, PyObject* argument);
static PyObject* start_thread(PyObject* self, PyObject* arguments);
static PyObject* start_thread_by_old_name(PyObject* self, PyObject* arguments);

static struct replaced replaced[] = {
    {"sys", "settrace", set_trace, NULL},
    {"_thread", "start_new_thread", start_thread, NULL},
    {"_thread", "start_new", start_thread_by_old_name, NULL},
};
enum { kReplaced = sizeof replaced / sizeof replaced[0] };

static PyObject* set_trace(PyObject* self, PyObject* argument) {
  setting = true;
  PyObject* result = replaced[0].original(self, argument);
  setting = false;
  if (on) adopt(PyThreadState_Get());
  return result;
}

static PyObject* started(PyObject* thread) {
  if (on && thread != NULL) adopt_all();
  return thread;
}

static PyObject* start_thread(PyObject* self, PyObject* arguments) {
  return started(replaced[1].original(self, arguments));
}

static PyObject* start_thread_by_old_name(PyObject* self, PyObject* arguments) {
  return started(replaced[2].original(self, arguments));
}

static PyMethodDef* find_definition(const struct replaced* one) {
  PyObject* module = PyImport_ImportModule(one->module);
  PyModuleDef* definition = module == NULL ? NULL : PyModule_GetDef(module);
  Py_XDECREF(module);  // sys.modules holds it; the definition is static anyway
  if (definition == NULL || definition->m_methods == NULL) return NULL;
  for (PyMethodDef* method = definition->m_methods; method->ml_name != NULL; ++method) {
    if (strcmp(method->ml_name, one->function) == 0) return method;
  }
  return NULL;
}

static void restore_functions(void) {
  for (int i = 0; i < kReplaced; ++i) {
    PyMethodDef* method = find_definition(&replaced[i]);
    if (method != NULL && method->ml_meth == replaced[i].ours) {
      method->ml_meth = replaced[i].original;
    }
  }
  PyErr_Clear();
}

static bool replace_functions(void) {
  for (int i = 0; i < kReplaced; ++i) {
    PyMethodDef* method = find_definition(&replaced[i]);
    if (method == NULL) {
      restore_functions();
      return false;
    }
    replaced[i].original = method->ml_meth;
    method->ml_meth = replaced[i].ours;
  }
  return true;
}

static void end(void) {
  PyThreadState* tstate = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
  for (; tstate != NULL; tstate = PyThreadState_Next(tstate)) {
    mark_frames(tstate, false);
    release(tstate);
  }
  restore_functions();
  clear_chain();
  on = want_instructions = want_lines = false;
}

static const char* begin(const struct lab_stream_hooks* wanted) {
  if (on) return NULL;
  hooks = *wanted;
  if (!replace_functions()) return "sys.settrace is not CPython's own";
  on = true;
  return NULL;
}

static void mark_all(bool mark) {
  PyThreadState* tstate = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
  for (; tstate != NULL; tstate = PyThreadState_Next(tstate))
    mark_frames(tstate, mark);
}

static const char* want(const struct lab_stream_hooks* wanted, bool instructions, bool lines) {
  if (!instructions && !lines) {
    if (on) end();
    return NULL;
  }
  const char* refused = begin(wanted);
  if (refused != NULL) return refused;
  const bool marked = want_instructions;
  want_instructions = instructions;
  want_lines = lines;
  if (marked != instructions) mark_all(instructions);
  adopt_all();
  return NULL;
}

const char* lab_stream_want(const struct lab_stream_hooks* wanted, bool instructions, bool lines) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  const char* refused = want(wanted, instructions, lines);
  PyErr_Restore(type, value, traceback);
  return refused;
}

const char* lab_stream_lost(void) {
  return NULL;  // whatever the program sets, ours is put in front again
}

/// The audit hooks of the program run between the announcement and the deed, and pending calls are
/// made in them: with `tracing` raised.
static bool only_announced(void) {
  PyThreadState* tstate = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
  for (; tstate != NULL; tstate = PyThreadState_Next(tstate)) {
    if (tstate == announcing) return tstate->tracing > 0 && tstate->c_tracefunc == trace;
  }
  return false;
}

static int adopt_later(void* unused) {
  (void)unused;
  if (on && only_announced() && Py_AddPendingCall(adopt_later, NULL) == 0) return 0;
  adopting = false;
  if (!on) return 0;
  adopt_all();
  if (want_instructions) mark_all(true);
  return 0;
}

bool lab_stream_tracer_changes(void) {
  if (!on || adopting || setting) return false;
  adopting = Py_AddPendingCall(adopt_later, NULL) == 0;
  announcing = PyThreadState_Get();
  mark_frames(announcing, false);  // what comes now is called without us in front of it
  return true;
}

#endif
