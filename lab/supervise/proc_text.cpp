#include "lab/supervise/proc_text.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "lab/supervise/descriptor.h"

namespace lab::supervise {

std::string_view read_proc(pid_t pid, const char* file, char* buffer, std::size_t size) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/%s", static_cast<int>(pid), file);
  Descriptor descriptor(open(path, O_RDONLY | O_CLOEXEC));
  if (!descriptor) return {};
  std::size_t length = 0;
  while (length < size) {
    ssize_t count = read(descriptor.get(), buffer + length, size - length);
    if (count <= 0) break;
    length += static_cast<std::size_t>(count);
  }
  return {buffer, length};
}

}  // namespace lab::supervise
