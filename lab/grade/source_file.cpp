#include "lab/grade/source_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "lab/supervise/descriptor.h"

namespace lab::grade {
namespace {

std::string_view fault_of_type(mode_t mode) {
  if (S_ISREG(mode)) return {};
  if (S_ISLNK(mode)) return "is a symbolic link, which is not followed";
  if (S_ISDIR(mode)) return "is a folder";
  if (S_ISFIFO(mode)) return "is a named pipe, not a file";
  if (S_ISSOCK(mode)) return "is a socket, not a file";
  return "is a device, not a file";
}

std::string fault_of_text(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kLongestSource) {
    return fmt::format("is longer than {} KiB, the most that is read", kLongestSource >> 10U);
  }
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return "is UTF-16; save it as UTF-8";
  }
  const std::size_t nul = text.find('\0');
  if (nul == std::string_view::npos) return {};
  auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(nul), '\n') + 1;
  return fmt::format("has a NUL byte in line {}: it is binary, not Python source", line);
}

/// One byte beyond the most tells that there is more.
std::string read_bounded(int file) {
  std::string text(kLongestSource + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = read(file, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    size += static_cast<std::size_t>(count);
  }
  text.resize(size);
  return text;
}

SourceFile unreadable() {
  return {{}, fmt::format("cannot be read: {}", std::strerror(errno))};
}

}  // namespace

SourceFile read_source(const std::filesystem::path& file) {
  struct stat status {};
  if (lstat(file.c_str(), &status) != 0) return unreadable();
  // Before it is opened, for opening alone does something to some devices; and after, for it may
  // have been exchanged.
  if (auto fault = fault_of_type(status.st_mode); !fault.empty()) return {{}, std::string(fault)};
  supervise::Descriptor opened(
      open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!opened || fstat(opened.get(), &status) != 0) return unreadable();
  if (auto fault = fault_of_type(status.st_mode); !fault.empty()) return {{}, std::string(fault)};
  SourceFile source;
  source.text = read_bounded(opened.get());
  source.fault = fault_of_text(source.text);
  if (!source.fault.empty()) source.text.clear();
  return source;
}

}  // namespace lab::grade
