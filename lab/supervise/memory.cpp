#include <charconv>
#include <optional>
#include <string_view>

#include "lab/supervise/proc_text.h"
#include "lab/supervise/process.h"

// Two ways to ask, both in kB lines:
//
//     /proc/PID/status        RssAnon + RssShmem    counters, some microseconds; a page that is
//                                                   shared after fork counts in each process
//     /proc/PID/smaps_rollup  Pss_Anon + Pss_Shmem  each page divided by those that share it; walks
//                                                   the page tables, milliseconds for a large
//                                                   process
//
// File pages (Rss of libraries, of the log) are left out: the kernel takes them back when it needs
// room, and a run must not fail because libpython is in the page cache.

namespace lab::supervise {
namespace {

/// The bytes on the line that starts with `name` ("RssAnon:"), where there is one.
std::optional<std::uint64_t> kilobyte_line(std::string_view text, std::string_view name) {
  std::size_t line = text.find(name);
  if (line == std::string_view::npos) return std::nullopt;
  std::size_t digits = text.find_first_not_of(" \t", line + name.size());
  if (digits == std::string_view::npos) return std::nullopt;
  std::uint64_t kilobytes = 0;
  std::from_chars(text.data() + digits, text.data() + text.size(), kilobytes);
  return kilobytes * 1024;
}

std::uint64_t counted(pid_t pid) {
  char buffer[4096];
  std::string_view text = read_proc(pid, "status", buffer);
  return kilobyte_line(text, "\nRssAnon:").value_or(0) +
         kilobyte_line(text, "\nRssShmem:").value_or(0);
}

std::uint64_t divided(pid_t pid) {
  char buffer[4096];
  std::string_view text = read_proc(pid, "smaps_rollup", buffer);
  auto anonymous = kilobyte_line(text, "\nPss_Anon:");
  auto shared = kilobyte_line(text, "\nPss_Shmem:");
  if (!anonymous || !shared) return counted(pid);  // not readable, or Linux before 5.4
  return *anonymous + *shared;
}

}  // namespace

std::uint64_t resident_memory(std::span<const pid_t> processes, std::uint64_t known) {
  std::uint64_t bound = 0;
  for (pid_t pid : processes)
    bound += counted(pid);
  if (processes.size() < 2 || bound <= known) return bound;
  std::uint64_t sum = 0;
  for (pid_t pid : processes)
    sum += divided(pid);
  return sum;
}

}  // namespace lab::supervise
