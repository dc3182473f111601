// The stream of instructions and lines from 3.12 on: sys.monitoring.  (PEP 669;
// Python/instrumentation.c, Include/internal/pycore_instruments.h)
//
//   tool ids      0         1         2         3   4     5          6, 7
//                 debugger  coverage  profiler  -   -     optimizer  sys.setprofile, sys.settrace
//
//   3.12 –        a tool has an id, a callback an event, and events that are on in all code
//                 (set_events) or in one code object. Where an event is on, CPython writes an
//                 INSTRUMENTED_… opcode over the instruction; frames that run already get theirs at
//                 once. Tools do not see each other, and sys.settrace has ids of its own: nothing
//                 here is in the way of the program's.
//   3.12.0        the events of an instruction are given in the order LINE, INSTRUCTION, the others
//   3.14          BRANCH_LEFT and BRANCH_RIGHT instead of BRANCH; not used here
//
// We take 3 or 4, which PEP 669 gives to nobody, and one of the others only where both are taken.
// No C API for tools is exported: sys.monitoring is called as a program would call it. While
// instructions are watched CPython runs their unspecialised forms.

#include <Python.h>

#include "bindings/internals/stream.h"

#if PY_VERSION_HEX >= 0x030C0000

enum { kNoTool = -1, kEvents = 5 };

static struct lab_stream_hooks hooks;
static int tool = kNoTool;
static const char* lost = NULL;

static PyObject* on_instruction(PyObject* self, PyObject* const* arguments, Py_ssize_t count) {
  (void)self;
  if (count == 2 && PyCode_Check(arguments[0])) {
    hooks.step((PyCodeObject*)arguments[0], (int)PyLong_AsLong(arguments[1]));
  }
  Py_RETURN_NONE;
}

static PyObject* on_line(PyObject* self, PyObject* const* arguments, Py_ssize_t count) {
  (void)self;
  if (count == 2 && PyCode_Check(arguments[0])) {
    hooks.line((PyCodeObject*)arguments[0], (int)PyLong_AsLong(arguments[1]));
  }
  Py_RETURN_NONE;
}

static PyObject* on_leave(PyObject* self, PyObject* const* arguments, Py_ssize_t count) {
  (void)self, (void)arguments, (void)count;
  hooks.leave(lab_caller_now());
  Py_RETURN_NONE;
}

#define FAST(function) ((PyCFunction)(void (*)(void))(function)), METH_FASTCALL
static struct event {
  const char* name;
  bool for_lines;
  PyMethodDef definition;
} events[kEvents] = {
    {"INSTRUCTION", false, {"lab_instruction", FAST(on_instruction), "The lab's."}},
    {"LINE", true, {"lab_line", FAST(on_line), "The lab's."}},
    {"PY_RETURN", false, {"lab_leave", FAST(on_leave), "The lab's."}},
    {"PY_YIELD", false, {"lab_leave", FAST(on_leave), "The lab's."}},
    {"PY_UNWIND", false, {"lab_leave", FAST(on_leave), "The lab's."}},
};

/// sys.monitoring, a new reference.
static PyObject* monitoring(void) {
  PyObject* sys = PyImport_ImportModule("sys");
  PyObject* module = sys == NULL ? NULL : PyObject_GetAttrString(sys, "monitoring");
  Py_XDECREF(sys);
  return module;
}

static bool done(PyObject* result) {
  Py_XDECREF(result);
  return result != NULL;
}

static long event_number(PyObject* module, const char* name) {
  PyObject* names = PyObject_GetAttrString(module, "events");
  PyObject* number = names == NULL ? NULL : PyObject_GetAttrString(names, name);
  const long value = number == NULL ? -1 : PyLong_AsLong(number);
  Py_XDECREF(number);
  Py_XDECREF(names);
  return value;
}

static bool take_tool(PyObject* module) {
  static const int kIds[] = {3, 4, 5, 2, 1, 0};
  for (size_t i = 0; i < sizeof kIds / sizeof kIds[0]; ++i) {
    if (done(PyObject_CallMethod(module, "use_tool_id", "is", kIds[i], "lab"))) {
      tool = kIds[i];
      return true;
    }
    PyErr_Clear();
  }
  return false;
}

/// @param install false: takes the callbacks away
static bool set_callbacks(PyObject* module, bool install) {
  for (int i = 0; i < kEvents; ++i) {
    const long number = event_number(module, events[i].name);
    PyObject* callback =
        install ? PyCFunction_New(&events[i].definition, NULL) : Py_NewRef(Py_None);
    const bool right =
        number > 0 && callback != NULL &&
        done(PyObject_CallMethod(module, "register_callback", "ilO", tool, number, callback));
    Py_XDECREF(callback);
    if (!right) return false;
  }
  return true;
}

static bool set_events(PyObject* module, bool instructions, bool lines) {
  long mask = 0;
  for (int i = 0; i < kEvents; ++i) {
    const bool wanted = events[i].for_lines ? lines : instructions;
    if (wanted) mask |= event_number(module, events[i].name);
  }
  return done(PyObject_CallMethod(module, "set_events", "il", tool, mask));
}

/// The program can free any tool's id, ours too, and take it for itself.
static bool is_ours(PyObject* module) {
  PyObject* name = PyObject_CallMethod(module, "get_tool", "i", tool);
  const bool ours =
      name != NULL && PyUnicode_Check(name) && PyUnicode_CompareWithASCIIString(name, "lab") == 0;
  Py_XDECREF(name);
  return ours;
}

static const char* begin(PyObject* module, const struct lab_stream_hooks* wanted) {
  if (tool != kNoTool) return NULL;
  if (!take_tool(module)) {
    return "all six tool ids of sys.monitoring are taken: free one by "
           "sys.monitoring.free_tool_id(3)";
  }
  hooks = *wanted;
  if (set_callbacks(module, true)) return NULL;
  return "sys.monitoring refuses the lab's callbacks";
}

static void end(PyObject* module) {
  if (tool == kNoTool) return;
  if (is_ours(module)) {
    set_events(module, false, false);
    set_callbacks(module, false);
    PyErr_Clear();
    done(PyObject_CallMethod(module, "free_tool_id", "i", tool));
  } else {
    lost = "the program freed the lab's tool id of sys.monitoring";
  }
  tool = kNoTool;
}

static const char* want(const struct lab_stream_hooks* wanted, bool instructions, bool lines) {
  PyObject* module = monitoring();
  if (module == NULL) return "sys.monitoring is not there";
  const char* refused = NULL;
  if (instructions || lines) {
    refused = begin(module, wanted);
    if (refused == NULL && !set_events(module, instructions, lines)) {
      refused = "sys.monitoring refuses the lab's events";
    }
  } else {
    end(module);
  }
  Py_DECREF(module);
  return refused;
}

const char* lab_stream_want(const struct lab_stream_hooks* wanted, bool instructions, bool lines) {
  PyObject* error = PyErr_GetRaisedException();
  const char* refused = want(wanted, instructions, lines);
  PyErr_SetRaisedException(error);
  return refused;
}

const char* lab_stream_lost(void) {
  const char* reason = lost;
  lost = NULL;
  return reason;
}

bool lab_stream_tracer_changes(void) {
  return false;
}

#endif
