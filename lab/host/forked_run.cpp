#include "lab/host/forked_run.h"

#include <Python.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/guard/guard.h"
#include "lab/host/audit.h"
#include "lab/host/recording.h"

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

namespace lab::host {
namespace {

/// Errors here are not the script's: they are printed, and the run goes on as well as it can.
bool good(PyObject* owned) {
  if (owned == nullptr) PyErr_Print();
  Py_XDECREF(owned);
  return owned != nullptr;
}

std::string_view name_of(const std::string& variable) {
  return std::string_view(variable).substr(0, variable.find('='));
}

std::string value_of(const std::string& variable) {
  return variable.substr(variable.find('=') + 1);
}

/// os.environ holds a copy of the environment from when Python started, and so does posix.environ,
/// from which an os that is imported later makes its own.
void set_environment(const std::vector<std::string>& variables) {
  PyObject* os = PyImport_GetModule(PyUnicode_InternFromString("os"));
  PyErr_Clear();
  PyObject* posix = PyImport_ImportModule("posix");
  PyObject* copy = posix == nullptr ? nullptr : PyObject_GetAttrString(posix, "environ");
  PyObject* environ = os == nullptr ? nullptr : PyObject_GetAttrString(os, "environ");
  for (const std::string& variable : variables) {
    const std::string name(name_of(variable));
    const std::string value = value_of(variable);
    setenv(name.c_str(), value.c_str(), 1);
    if (copy != nullptr) {
      PyObject* bytes = PyBytes_FromString(value.c_str());
      PyObject* key = PyBytes_FromString(name.c_str());
      if (key == nullptr || bytes == nullptr || PyDict_SetItem(copy, key, bytes) != 0)
        PyErr_Print();
      Py_XDECREF(key);
      Py_XDECREF(bytes);
    }
    if (environ != nullptr) {
      good(PyObject_CallMethod(environ, "__setitem__", "ss", name.c_str(), value.c_str()));
    }
  }
  Py_XDECREF(environ);
  Py_XDECREF(copy);
  Py_XDECREF(posix);
  Py_XDECREF(os);
}

/// sys.argv, sys.orig_argv and sys.path[0], as `python script` has them.
void set_arguments(const std::string& script) {
  PyObject* path = PyUnicode_DecodeFSDefault(script.c_str());
  PyObject* folder = PyUnicode_DecodeFSDefault(script.substr(0, script.rfind('/')).c_str());
  if (PyObject* arguments = Py_BuildValue("[O]", path)) {
    PySys_SetObject("argv", arguments);
    Py_DECREF(arguments);
  }
  PyObject* original = PySys_GetObject("orig_argv");  // borrowed, as the next
  PyObject* search = PySys_GetObject("path");
  if (original != nullptr && PyList_Check(original)) PyList_Append(original, path);
  if (search != nullptr && PyList_Check(search)) PyList_Insert(search, 0, folder);
  Py_XDECREF(folder);
  Py_XDECREF(path);
}

/// The filter as the kernel takes it. Empty where it cannot be read.
std::vector<sock_filter> read_filter(int file) {
  struct stat status {};
  if (file < 0 || fstat(file, &status) != 0) return {};
  std::vector<sock_filter> filter(static_cast<std::size_t>(status.st_size) / sizeof(sock_filter));
  const auto size = static_cast<ssize_t>(filter.size() * sizeof(sock_filter));
  if (pread(file, filter.data(), static_cast<std::size_t>(size), 0) != size) filter.clear();
  return filter;
}

[[noreturn]] void give_up(const confine::RunRequest& request, const confine::Failure& failure) {
  while (write(request.errors, &failure, sizeof failure) < 0 && errno == EINTR) {
  }
  _exit(confine::kNotStarted);
}

void confine_run(const confine::RunRequest& request) {
  const std::vector<sock_filter> filter = read_filter(request.filter);
  confine::Confinement confinement = request.confinement;
  if (request.filter >= 0) {
    if (filter.empty()) give_up(request, {confine::Step::system_calls, EINVAL});
    confinement.filter = filter.data();
    confinement.filter_length = filter.size();
  }
  confine::Failure failure{};
  if (!confine::confine(confinement, failure)) give_up(request, failure);
  syscall(SYS_close_range, 3U, ~0U, 0U);
}

/// Calls a function of a module that is loaded; of another there is nothing to end.
void call_if_loaded(const char* module_name, const char* function) {
  PyObject* name = PyUnicode_FromString(module_name);
  PyObject* module = name == nullptr ? nullptr : PyImport_GetModule(name);
  if (module != nullptr) good(PyObject_CallMethod(module, function, nullptr));
  Py_XDECREF(module);
  Py_XDECREF(name);
  PyErr_Clear();
}

bool flush(const char* stream) {
  PyObject* file = PySys_GetObject(stream);  // borrowed
  if (file == nullptr || file == Py_None) return true;
  return good(PyObject_CallMethod(file, "flush", nullptr));
}

/// What of finalization a script can tell, in CPython's order: threads are waited for, atexit's
/// callbacks run (the last turns the watches off), the globals go, output is flushed. To take the
/// interpreter itself down would cost as much as the rest of a short run; the kernel does it.
/// @returns whether output could be flushed
bool finish_script() {
  call_if_loaded("threading", "_shutdown");
  call_if_loaded("atexit", "_run_exitfuncs");
  PyObject* main = PyImport_AddModule("__main__");  // borrowed
  if (main != nullptr) PyDict_Clear(PyModule_GetDict(main));
  const bool flushed = flush("stdout");
  return flush("stderr") && flushed;
}

/// As CPython's own main does with a script: an exception that nothing catches is printed and gives
/// 1, and output that cannot be flushed gives 120. sys.exit() finalizes Python in full and does not
/// come back.
int run_script(const std::string& script) {
  std::FILE* file = std::fopen(script.c_str(), "rb");
  if (file == nullptr) {
    std::perror(script.c_str());
    return 2;
  }
  PyCompilerFlags flags = _PyCompilerFlags_INIT;
  constexpr int kCloseIt = 1;
  const bool ran = PyRun_AnyFileExFlags(file, script.c_str(), kCloseIt, &flags) == 0;
  bindings::guard_completed();
  if (!finish_script()) return 120;
  return ran ? 0 : 1;
}

}  // namespace

// The first compile() of a process makes the types of all syntax trees, a millisecond's work.
void prepare_runs() {
  good(PyImport_ImportModule("lab"));
  good(PyImport_ImportModule("atexit"));
  good(Py_CompileString("", "<nothing>", Py_file_input));
  PyObject* builtins = PyEval_GetBuiltins();  // borrowed
  PyObject* compile = builtins == nullptr ? nullptr : PyDict_GetItemString(builtins, "compile");
  if (compile != nullptr) good(PyObject_CallFunction(compile, "sss", "", "<nothing>", "exec"));
  bindings::prepare_guard();
}

void run_forked(const confine::RunRequest& request, pid_t front) {
  PyOS_AfterFork_Child();
  dup2(request.confinement.streams[2], STDERR_FILENO);  // what goes wrong from here on is heard
  const std::string_view words[] = {LAB_HOST_NAME, request.script};
  if (!begin_recording(request.log.c_str(), words)) _exit(kCouldNotRun);
  confine_run(request);
  // Becoming another user takes the wish back.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != front) _exit(confine::kNotStarted);
  install_audit_hook();
  set_environment(request.environment);
  set_arguments(request.script);
  begin_watching(request.watch.c_str(), request.script.c_str());
  bindings::begin_guard(request.allow);
  exit(run_script(request.script));
}

}  // namespace lab::host
