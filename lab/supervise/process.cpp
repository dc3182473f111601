#include "lab/supervise/process.h"

#include <dirent.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "lab/supervise/proc_text.h"

namespace lab::supervise {
namespace {

struct CloseProcFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Calls `use` for each entry of a folder of /proc whose name is a number, in ascending order.
template <typename Use>
void for_each_numbered(const char* path, Use use) {
  std::unique_ptr<DIR, CloseProcFolder> folder(opendir(path));
  if (!folder) return;
  while (const dirent* entry = readdir(folder.get())) {
    if (auto number = parse_number<pid_t>(entry->d_name)) use(*number);
  }
}

std::string_view next_word(std::string_view& text) {
  std::size_t start = text.find_first_not_of(" \n");
  if (start == std::string_view::npos) return text = {};
  std::size_t end = std::min(text.find_first_of(" \n", start), text.size());
  std::string_view word = text.substr(start, end - start);
  text.remove_prefix(end);
  return word;
}

bool contains(std::span<const pid_t> pids, pid_t pid) {
  return std::find(pids.begin(), pids.end(), pid) != pids.end();
}

/// The children of all threads of a process, as the kernel lists them (with CONFIG_PROC_CHILDREN).
void append_children(pid_t pid, std::vector<pid_t>& children) {
  char folder[32];
  std::snprintf(folder, sizeof folder, "/proc/%d/task", static_cast<int>(pid));
  std::vector<char> buffer(std::size_t{64} << 10U);
  for_each_numbered(folder, [&](pid_t thread) {
    char file[32];
    std::snprintf(file, sizeof file, "task/%d/children", static_cast<int>(thread));
    std::string_view text = read_proc(pid, file, buffer.data(), buffer.size());
    for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
      if (auto child = parse_number<pid_t>(word)) children.push_back(*child);
    }
  });
}

void visit_by_children_files(std::span<const pid_t> except, const Visit& visit) {
  std::vector<pid_t> waiting;
  append_children(getpid(), waiting);
  std::erase_if(waiting, [&](pid_t pid) { return contains(except, pid); });
  for (std::size_t next = 0; next < waiting.size(); ++next) {
    auto process = read_process(waiting[next]);
    if (!process) continue;
    visit(*process);
    append_children(process->pid, waiting);
  }
}

/// Without those files: all processes of the system, by their parents. A child mostly has a larger
/// number than its parent and is found in the one pass; the rest, after the numbers wrapped, later.
void visit_by_parents(std::span<const pid_t> except, const Visit& visit) {
  std::vector<pid_t> family = {getpid()};
  std::vector<Process> others;
  auto take = [&](const Process& process) {
    if (!contains(family, process.parent) || contains(except, process.pid)) return false;
    family.push_back(process.pid);
    visit(process);
    return true;
  };
  for_each_numbered("/proc", [&](pid_t pid) {
    auto process = read_process(pid);
    if (process && !take(*process)) others.push_back(*process);
  });
  while (std::erase_if(others, take) > 0) {
  }
}

}  // namespace

std::optional<Process> read_process(pid_t pid) {
  char buffer[1024];
  std::string_view text = read_proc(pid, "stat", buffer);
  // 1234 (name, which may hold anything) S parent group session terminal group flags 4×faults
  // utime stime cutime cstime …
  std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  text.remove_prefix(name_end + 1);
  Process process;
  process.pid = pid;
  process.state = next_word(text).front();
  process.parent = parse_number<pid_t>(next_word(text)).value_or(0);
  constexpr int kBetweenParentAndTimes = 9;
  for (int field = 0; field < kBetweenParentAndTimes; ++field)
    next_word(text);
  static const double ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  for (int field = 0; field < 4; ++field) {
    auto ticks = parse_number<long>(next_word(text)).value_or(0);
    process.cpu_seconds += static_cast<double>(ticks) / ticks_per_second;
  }
  return process;
}

void visit_descendants(std::span<const pid_t> except, const Visit& visit) {
  static const bool listed = access("/proc/thread-self/children", R_OK) == 0;
  if (listed) {
    visit_by_children_files(except, visit);
  } else {
    visit_by_parents(except, visit);
  }
}

std::uint64_t tasks_of_our_user() {
  static const std::uint64_t tasks = [] {
    std::uint64_t count = 0;
    for_each_numbered("/proc", [&](pid_t pid) {
      const std::string folder = fmt::format("/proc/{}/task", pid);
      struct stat status {};
      if (stat(folder.c_str(), &status) != 0 || status.st_uid != getuid()) return;
      for_each_numbered(folder.c_str(), [&](pid_t) { ++count; });
    });
    return count;
  }();
  return tasks;
}

}  // namespace lab::supervise
