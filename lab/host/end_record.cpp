#include "lab/host/end_record.h"

#include <stdlib.h>  // on_exit

#include "bindings/bindings.h"
#include "bindings/guard/guard.h"

namespace lab::host {
namespace {

void write_end(int status, void*) {
  record::Writer* log = bindings::log();
  if (log != nullptr && bindings::guard_lets_end())
    log->process_end(status & 0xff);  // what wait() gives
}

}  // namespace

// on_exit and not atexit, because only it is told the status: sys.exit(3) ends in exit(3) deep
// inside Py_RunMain. The handlers run last first, so being registered before Py_Initialize makes
// this one the last word.
void record_end_of_process() {
  on_exit(write_end, nullptr);
}

}  // namespace lab::host
