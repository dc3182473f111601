#include "lab/commands/log_place.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "lab/record/writer.h"

namespace fs = std::filesystem;

namespace lab::commands {
namespace {

std::string file_name(std::string_view name) {
  std::string safe(fs::path(name).filename().string());
  std::replace_if(
      safe.begin(), safe.end(),
      [](unsigned char c) { return std::isalnum(c) == 0 && c != '-' && c != '_' && c != '.'; },
      '-');
  return safe.empty() ? "run" : safe.substr(0, 100);
}

}  // namespace

fs::path log_cache() {
  fs::path base;
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') {
    base = cache;
  } else if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    base = fs::path(home) / ".cache";
  }
  if (!base.empty()) {
    std::error_code error;
    fs::create_directories(base / "lab", error);
    if (::access((base / "lab").c_str(), W_OK) == 0) return base / "lab";
  }
  // Shared with other people: the name carries our user, so that nobody else's folder is used.
  fs::path shared = fs::temp_directory_path() / fmt::format("lab-{}", ::getuid());
  std::error_code error;
  fs::create_directory(shared, error);
  fs::permissions(shared, fs::perms::owner_all, error);
  return shared;
}

std::string log_file_name(std::string_view name) {
  return file_name(name) + ".lablog";
}

fs::path log_folder() {
  std::string name = (log_cache() / "watch-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::runtime_error(fmt::format("{}: cannot be made: {}", name, std::strerror(errno)));
  return name;
}

LogPlace::LogPlace(const std::optional<fs::path>& chosen, std::string_view name,
                   std::uint64_t capacity) {
  if (chosen) {
    path_ = final_path_ = fs::absolute(*chosen);
  } else {
    fs::path folder = log_cache();
    std::string file = file_name(name);
    path_ = folder / fmt::format("{}.{}.lablog", file, ::getpid());
    final_path_ = folder / (file + ".lablog");
  }
  record::create_log(path_, capacity);
}

LogPlace::~LogPlace() = default;

fs::path LogPlace::keep() {
  record::finish_log(path_);
  if (path_ != final_path_) {
    // ext4 writes a file to the disk when it is renamed over another: that takes longer than the run.
    std::error_code none_there;
    fs::remove(final_path_, none_there);
    fs::rename(path_, final_path_);
  }
  path_ = final_path_;
  return path_;
}

void LogPlace::drop() {
  std::error_code error;
  fs::remove(path_, error);
}

}  // namespace lab::commands
