#include "bindings/guard/guarded_events.h"

#include <Python.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "bindings/guard/code_origin.h"
#include "bindings/guard/guard.h"
#include "bindings/guard/sealed.h"
#include "bindings/guard/source_on_disk.h"
#include "bindings/internals/running.h"
#include "bindings/origin.h"
#include "bindings/str_text.h"

namespace lab::bindings {
namespace {

bool ctypes_allowed = false;
bool trace_allowed = false;

/// Modules by which Python code reads or writes any memory.
constexpr std::array<std::string_view, 9> kNativeModules = {
    "ctypes",    "_ctypes",           "_ctypes_test",     "cffi",           "_cffi_backend",
    "_testcapi", "_testinternalcapi", "_testlimitedcapi", "_testmultiphase"};

std::string_view text_at(PyObject* arguments, Py_ssize_t index) noexcept {
  if (PyTuple_GET_SIZE(arguments) <= index) return {};
  return str_text(PyTuple_GET_ITEM(arguments, index));
}

/// import(name, file of an extension module or None, …)
void on_import(PyObject* arguments) {
  const std::string_view name = text_at(arguments, 0);
  if (name == "answer") return remember_imported();
  const bool native =
      std::find(kNativeModules.begin(), kNativeModules.end(), name) != kNativeModules.end();
  const bool allowed = ctypes_allowed && (name == "ctypes" || name == "_ctypes");
  if (native && !allowed) {
    forbid("import " + std::string(name) + ": it reaches the memory of the process");
  }
  const std::string_view file = text_at(arguments, 1);
  if (!file.empty() && !is_python_path(file)) {
    forbid("import " + std::string(name) + ": native code that is not Python's");
  }
}

/// compile(source, file name): who takes the name of a file of Python's has to have its text.
void on_compile(PyObject* arguments) {
  const std::string_view file = text_at(arguments, 1);
  const bool frozen = file.starts_with("<frozen ");
  if (!frozen && !is_python_path(file)) return;
  if (frozen || !is_source_on_disk(PyTuple_GET_ITEM(arguments, 0), std::string(file))) {
    forbid("code was compiled in the name of " + std::string(file));
  }
}

/// Whether the innermost Python frame is neither Python's nor the experiment's.
bool answer_runs() {
  bool main_interpreter = true;
  const lab_running running = lab_running_now(&main_interpreter);
  return running.code != nullptr && !is_of_python(running.code) && !is_experiment(running.code);
}

/// A code object that no compiler made can do anything to memory. types.coroutine makes a copy with
/// another flag.
void on_new_code() {
  if (!answer_runs()) return;
  forbid("a code object was made by hand");
}

void on_marshal() {
  if (!is_marshalled_on_disk())
    forbid("code was loaded that Python did not compile: marshal.loads");
}

/// object.__setattr__(function, "__code__", …)
void on_set_attribute(PyObject* arguments) {
  PyObject* object = PyTuple_GET_ITEM(arguments, 0);
  if (!PyFunction_Check(object)) return;
  auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(object));
  if ((is_experiment(code) || is_of_python(code)) && answer_runs()) {
    forbid("'" + std::string(text_at(arguments, 1)) +
           "' of a function was changed that is not the answer's");
  }
}

void on_trace(const char* event) {
  if (!trace_allowed && called_by_answer()) {
    forbid(std::string(event) + ": a trace function could change what the experiment sees");
  }
}

bool begins(const char* event, const char* with) {
  return std::strncmp(event, with, std::strlen(with)) == 0;
}

}  // namespace

void begin_guarding_events(std::string_view allow) {
  const std::string words = "," + std::string(allow) + ",";
  ctypes_allowed = words.find(",ctypes,") != std::string::npos;
  trace_allowed = words.find(",trace,") != std::string::npos;
}

// Called for every event there is: the first letter decides nearly always.
void guard_event(const char* event, PyObject* arguments) noexcept {
  switch (event[0]) {
    case 'i':
      if (std::strcmp(event, "import") == 0) on_import(arguments);
      break;
    case 'c':
      if (std::strcmp(event, "compile") == 0) on_compile(arguments);
      if (std::strcmp(event, "code.__new__") == 0) on_new_code();
      if (begins(event, "ctypes.") && !ctypes_allowed && called_by_answer()) forbid(event);
      break;
    case 'm':
      if (begins(event, "marshal.load")) on_marshal();
      break;
    case 'o':
      if (std::strcmp(event, "object.__setattr__") == 0) on_set_attribute(arguments);
      break;
    case 's':
      if (std::strcmp(event, "sys.settrace") == 0 || std::strcmp(event, "sys.setprofile") == 0 ||
          begins(event, "sys.monitoring")) {
        on_trace(event);
      }
      break;
  }
}

}  // namespace lab::bindings
