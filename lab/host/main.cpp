#include <Python.h>

#include "bindings/bindings.h"
#include "lab/host/fork_server.h"
#include "lab/host/recording.h"
#include "lab/host/start.h"
#include "lab/host/version_check.h"

// A `python` of one version that can `import lab`. The order is the design:
//
//     check the library   before any structure of Python's is touched
//     open the log        so that a start that fails is on record too
//     start Python        with the audit hook in place, as CPython's own main does
//     turn on watches     after site, before the first line of the program
//     run the program     Py_RunMain ends with finalization
//     write the end       from on_exit, with the status
//
// An exercise goes another way, by a host that was started before and forks (fork_server.h).

int main(int argc, char** argv) {
  using namespace lab;
  if (!host::library_matches_headers()) return host::kCouldNotRun;
  if (host::is_fork_server()) return host::serve_forks(argc, argv);
  if (!host::begin_recording_of_environment(argc, argv)) return host::kCouldNotRun;
  bindings::append_inittab();
  PyStatus status = host::initialize_python(argc, argv);
  if (PyStatus_IsExit(status)) return status.exitcode;
  if (PyStatus_Exception(status)) Py_ExitStatusException(status);
  host::begin_watching_of_environment();
  return Py_RunMain();
}
