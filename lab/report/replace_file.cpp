#include "lab/report/replace_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;

namespace lab::report {
namespace {

[[noreturn]] void fail_to_write(const fs::path& file, int error) {
  throw std::runtime_error(
      fmt::format("{}: cannot be written: {}", file.string(), std::strerror(error)));
}

/// @returns 0 or errno
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

mode_t present_umask() {
  const mode_t mask = umask(0);
  umask(mask);
  return mask;
}

}  // namespace

bool is_replaceable(const fs::path& file) {
  std::error_code error;
  const fs::file_type type = fs::status(file, error).type();
  return type == fs::file_type::regular || type == fs::file_type::not_found;
}

void replace_file(const fs::path& file, std::string_view text) {
  if (!is_replaceable(file)) {
    const int there = open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (there < 0) fail_to_write(file, errno);
    const int error = write_all(there, text);
    close(there);
    if (error != 0) fail_to_write(file, error);
    return;
  }
  std::string name = file.parent_path() / fmt::format(".{}.XXXXXX", file.filename().string());
  const int fresh = mkostemp(name.data(), O_CLOEXEC);
  if (fresh < 0) fail_to_write(file, errno);
  int error = write_all(fresh, text);
  if (error == 0 && fchmod(fresh, 0666 & ~present_umask()) != 0) error = errno;
  close(fresh);
  if (error == 0 && rename(name.c_str(), file.c_str()) != 0) error = errno;
  if (error == 0) return;
  unlink(name.c_str());
  fail_to_write(file, error);
}

}  // namespace lab::report
