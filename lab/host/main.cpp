#include <Python.h>

#include "bindings/bindings.h"
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

namespace {

constexpr int kCouldNotRun = 3;

}  // namespace

int main(int argc, char** argv) {
  using namespace lab;
  if (!host::library_matches_headers()) return kCouldNotRun;
  if (!host::begin_recording(argc, argv)) return kCouldNotRun;
  bindings::append_inittab();
  PyStatus status = host::initialize_python(argc, argv);
  if (PyStatus_IsExit(status)) return status.exitcode;
  if (PyStatus_Exception(status)) Py_ExitStatusException(status);
  host::begin_watching();
  return Py_RunMain();
}
