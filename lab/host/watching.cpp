#include "lab/host/watching.h"

#include <Python.h>

#include <cstdio>
#include <exception>

#include "bindings/bindings.h"

namespace lab::host {
namespace {

bool watching = false;

PyObject* stop(PyObject*, PyObject*) {
  stop_watching();
  Py_RETURN_NONE;
}

PyMethodDef stop_definition = {"stop_watching", stop, METH_NOARGS, nullptr};

/// Py_AtExit callbacks run when no thread state is left, too late to give an object back. Those of
/// the atexit module run with everything in place, the last registered first: as ours is registered
/// before any code of the program, it comes after all of theirs. A program that empties atexit's
/// list takes ours with it; the audit hook then stops the watches when the interpreter is cleared.
bool stop_at_exit() {
  PyObject* function = PyCFunction_New(&stop_definition, nullptr);
  PyObject* atexit = function == nullptr ? nullptr : PyImport_ImportModule("atexit");
  PyObject* result =
      atexit == nullptr ? nullptr : PyObject_CallMethod(atexit, "register", "O", function);
  bool registered = result != nullptr;
  Py_XDECREF(result);
  Py_XDECREF(atexit);
  Py_XDECREF(function);
  PyErr_Clear();
  return registered;
}

}  // namespace

void watch_until_finalization(std::string_view watches) {
  if (!stop_at_exit()) {
    std::fprintf(stderr, "%s: nothing is watched: the atexit module does not work\n",
                 LAB_HOST_NAME);
    bindings::log()->notice("nothing is watched: the atexit module does not work");
    return;
  }
  watching = true;
  try {
    bindings::install_watches(watches);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: LAB_WATCH: %s\n", LAB_HOST_NAME, error.what());
    bindings::log()->notice(error.what());
  }
}

void stop_watching() noexcept {
  if (!watching) return;
  watching = false;
  bindings::remove_watches();
}

}  // namespace lab::host
