#include "lab/host/recording.h"

#include <Python.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "bindings/bindings.h"
#include "lab/host/audit.h"
#include "lab/host/end_record.h"
#include "lab/host/watching.h"
#include "lab/record/writer.h"

namespace lab::host {
namespace {

const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// A process that has become another user's, as servers do, and starts Python once more. It must run
/// as it would without a log, which it may not write.
bool is_of_another_user(const char* path) {
  struct stat status {};
  if (::access(path, W_OK) == 0 || errno != EACCES) return false;
  return ::stat(path, &status) == 0 ? status.st_uid != ::geteuid() : errno == EACCES;
}

}  // namespace

bool begin_recording(int argc, char** argv) {
  const char* path = variable("LAB_LOG");
  if (*path == '\0') return true;
  try {
    // Never deleted: threads that Python leaves running and the end record use it to the last.
    bindings::set_log(new record::Writer(path));
  } catch (const std::exception& error) {
    if (is_of_another_user(path)) {
      std::fprintf(stderr, "%s: not recorded: LAB_LOG: %s is another user's\n", LAB_HOST_NAME,
                   path);
      return true;
    }
    std::fprintf(stderr, "%s: LAB_LOG: %s\n", LAB_HOST_NAME, error.what());
    return false;
  }
  std::vector<std::string_view> arguments(argv, argv + argc);
  bindings::log()->process_start(PY_VERSION, arguments);
  record_end_of_process();
  return true;
}

void begin_watching() {
  if (bindings::log() == nullptr) return;
  expect_experiment(variable("LAB_EXPERIMENT"));
  watch_until_finalization(variable("LAB_WATCH"));
}

}  // namespace lab::host
