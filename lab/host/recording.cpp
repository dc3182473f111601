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

bool begin_recording(const char* path, std::span<const std::string_view> words) {
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
  bindings::log()->process_start(PY_VERSION, words);
  record_end_of_process();
  return true;
}

bool begin_recording_of_environment(int argc, char** argv) {
  const char* path = variable("LAB_LOG");
  if (*path == '\0') return true;
  const std::vector<std::string_view> words(argv, argv + argc);
  return begin_recording(path, words);
}

void begin_watching(const char* watches, const char* experiment) {
  if (bindings::log() == nullptr) return;
  expect_experiment(experiment);
  watch_until_finalization(watches);
}

void begin_watching_of_environment() {
  begin_watching(variable("LAB_WATCH"), variable("LAB_EXPERIMENT"));
}

}  // namespace lab::host
