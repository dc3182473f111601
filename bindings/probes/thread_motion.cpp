#include "bindings/probes/thread_motion.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>

namespace lab::bindings {
namespace {

struct KernelState {
  bool asleep = false;
  std::uint64_t switches = 0;  ///< voluntary and involuntary ones
};

/// The number behind `key` in a page of /proc/…/status; 0 where there is none.
std::uint64_t number_behind(std::string_view status, std::string_view key) {
  std::size_t at = status.find(key);
  if (at == std::string_view::npos) return 0;
  at = status.find_first_not_of(" \t", at + key.size());
  std::uint64_t number = 0;
  if (at != std::string_view::npos)
    std::from_chars(status.data() + at, status.data() + status.size(), number);
  return number;
}

/// Nothing once the thread has ended.
std::optional<KernelState> read_state(pid_t thread) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/task/%d/status", static_cast<int>(thread));
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  char page[4096];
  const ssize_t size = ::read(file, page, sizeof page);
  ::close(file);
  if (size <= 0) return std::nullopt;
  const std::string_view status(page, static_cast<std::size_t>(size));
  const std::size_t state = status.find("\nState:\t");
  const char letter = state == std::string_view::npos ? '?' : status[state + 8];
  if (letter == 'Z' || letter == 'X') return std::nullopt;
  return KernelState{letter == 'S', number_behind(status, "\nvoluntary_ctxt_switches:") +
                                        number_behind(status, "\nnonvoluntary_ctxt_switches:")};
}

}  // namespace

ThreadMotion::Clock::duration ThreadMotion::still_for(pid_t thread) {
  const std::optional<KernelState> state = read_state(thread);
  if (!state) {
    seen_.erase(thread);
    return Clock::duration::max();
  }
  const Clock::time_point now = Clock::now();
  const auto [seen, is_new] = seen_.try_emplace(thread, Seen{state->switches, now});
  if (is_new || !state->asleep || seen->second.switches != state->switches)
    seen->second = {state->switches, now};
  return now - seen->second.since;
}

}  // namespace lab::bindings
