#include "lab/host/audit.h"

#include <Python.h>

#include <cstring>
#include <new>

#include "bindings/bindings.h"
#include "bindings/guard/guard.h"
#include "bindings/origin.h"
#include "bindings/watch/tasks_watch.h"
#include "lab/host/exception_record.h"
#include "lab/host/watching.h"

namespace lab::host {
namespace {

/// The experiment's file name until its code object has been seen, then null: a latch.
PyObject* expected_file = nullptr;

void on_exec(PyObject* arguments) {
  if (expected_file == nullptr || PyTuple_GET_SIZE(arguments) < 1) return;
  PyObject* code = PyTuple_GET_ITEM(arguments, 0);
  if (!PyCode_Check(code)) return;
  PyObject* file = reinterpret_cast<PyCodeObject*>(code)->co_filename;
  if (PyUnicode_Compare(file, expected_file) != 0) return;
  Py_CLEAR(expected_file);
  try {
    bindings::register_experiment(code);
    bindings::guard_experiment();
  } catch (const std::bad_alloc&) {
    bindings::log()->notice("the experiment is not recognised: no memory was left to remember it");
  }
}

/// sys.excepthook(hook, type, value, traceback)
void on_uncaught(PyObject* arguments) {
  if (PyTuple_GET_SIZE(arguments) < 4) return;
  record_exception(PyTuple_GET_ITEM(arguments, 2), PyTuple_GET_ITEM(arguments, 3));
}

void on_interpreter_clear() {
  if (PyInterpreterState_Get() == PyInterpreterState_Main()) stop_watching();
}

/// Called for every audit event there is, so the first letter decides nearly always. Returns 0:
/// anything else would make CPython raise.
int hear(const char* event, PyObject* arguments, void*) {
  if (bindings::is_guarded()) bindings::guard_event(event, arguments);
  switch (event[0]) {
    case 'e':
      if (std::strcmp(event, "exec") == 0) on_exec(arguments);
      break;
    case 'i':
      if (std::strcmp(event, "import") == 0) bindings::import_begins(arguments);
      break;
    case 's':
      if (std::strcmp(event, "sys.excepthook") == 0) on_uncaught(arguments);
      if (std::strcmp(event, "sys.settrace") == 0) bindings::trace_function_changes();
      break;
    case 'c':
      if (std::strcmp(event, "cpython.PyInterpreterState_Clear") == 0) on_interpreter_clear();
      break;
  }
  return 0;
}

}  // namespace

void install_audit_hook() {
  PySys_AddAuditHook(hear, nullptr);
}

void expect_experiment(const char* path) {
  if (*path == '\0') return;
  expected_file = PyUnicode_DecodeFSDefault(path);
  if (expected_file == nullptr) PyErr_Clear();
}

}  // namespace lab::host
