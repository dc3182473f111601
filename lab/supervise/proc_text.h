#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string_view>

namespace lab::supervise {

/// Reads the start of /proc/PID/FILE into `buffer`. Empty when it cannot be read.
std::string_view read_proc(pid_t pid, const char* file, char* buffer, std::size_t size);

template <std::size_t size>
std::string_view read_proc(pid_t pid, const char* file, char (&buffer)[size]) {
  return read_proc(pid, file, buffer, size);
}

}  // namespace lab::supervise
