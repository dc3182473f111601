#include "lab/host/program_path.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace lab::host {
namespace {

constexpr const char* kSelf = "/proc/self/exe";

/// argv[0] is only a claim of whoever started us. Believed without this check, the name "python3"
/// would make another Python of PATH our sys.executable, and every child that multiprocessing
/// spawns.
bool is_this_program(const std::string& path) {
  struct stat candidate;
  struct stat self;
  if (stat(path.c_str(), &candidate) != 0 || stat(kSelf, &self) != 0) return false;
  return candidate.st_dev == self.st_dev && candidate.st_ino == self.st_ino;
}

std::string find_on_path(std::string_view name) {
  const char* variable = std::getenv("PATH");
  std::string_view path = variable == nullptr ? "" : variable;
  while (!path.empty()) {
    std::string_view folder = path.substr(0, path.find(':'));
    path.remove_prefix(std::min(path.size(), folder.size() + 1));
    std::string candidate(folder.empty() ? "." : folder);
    candidate.append("/").append(name);
    if (is_this_program(candidate)) return candidate;
  }
  return {};
}

std::string resolved_self() {
  char target[PATH_MAX];
  ssize_t length = readlink(kSelf, target, sizeof target);
  return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

}  // namespace

std::string program_path(const char* argv0) {
  std::string_view name = argv0 == nullptr ? "" : argv0;
  std::string path;
  if (name.find('/') == std::string_view::npos) {
    path = find_on_path(name);
  } else if (is_this_program(std::string(name))) {
    path = name;
  }
  if (path.empty()) return resolved_self();
  std::error_code error;
  std::filesystem::path absolute = std::filesystem::absolute(path, error);
  return error ? resolved_self() : absolute.lexically_normal().string();
}

}  // namespace lab::host
