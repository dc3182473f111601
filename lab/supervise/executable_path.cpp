#include "lab/supervise/executable_path.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace fs = std::filesystem;

namespace lab::supervise {

fs::path executable_path(const fs::path& program) {
  if (program.empty()) return {};
  if (program.native().find('/') != std::string::npos) return fs::absolute(program);
  const char* variable = std::getenv("PATH");
  std::string_view folders = variable == nullptr ? "/usr/bin:/bin" : variable;
  while (!folders.empty()) {
    std::size_t colon = folders.find(':');
    std::string_view folder = folders.substr(0, colon);
    folders.remove_prefix(colon == std::string_view::npos ? folders.size() : colon + 1);
    fs::path candidate = fs::absolute(fs::path(folder.empty() ? "." : folder) / program);
    std::error_code error;
    if (fs::is_regular_file(candidate, error) && ::access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
  }
  return {};
}

}  // namespace lab::supervise
