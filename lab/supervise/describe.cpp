#include <fmt/core.h>
#include <signal.h>

#include <cstring>

#include "lab/supervise/outcome.h"

namespace lab::supervise {
namespace {

std::string describe_signal(int number) {
  switch (number) {
    case SIGSEGV:
      return "killed by SIGSEGV (invalid memory reference)";
    case SIGABRT:
      return "killed by SIGABRT (the process aborted itself)";
    case SIGBUS:
      return "killed by SIGBUS (memory that its file does not have)";
    case SIGILL:
      return "killed by SIGILL (illegal instruction)";
    case SIGFPE:
      return "killed by SIGFPE (integer division by zero or overflow)";
    case SIGTRAP:
      return "killed by SIGTRAP (breakpoint or trap)";
    case SIGSYS:
      return "killed by SIGSYS (a system call that is not allowed)";
    case SIGKILL:
      return "killed by SIGKILL from outside";
    default:
      break;
  }
  // glibc before 2.32 has no sigabbrev_np; ours has.
  const char* name = sigabbrev_np(number);
  const char* words = sigdescr_np(number);
  if (name == nullptr) return fmt::format("killed by signal {}", number);
  return fmt::format("killed by SIG{} ({})", name, words == nullptr ? "" : words);
}

/// "10", "0.5", "1.235": no more digits than are meant.
std::string seconds(double limit, double measured) {
  std::string text = fmt::format("{:.3f}", limit > 0 ? limit : measured);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string bytes(std::uint64_t count) {
  static constexpr const char* kUnits[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(count);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.4g} {}", value, kUnits[unit]);
}

std::string describe_memory(const Outcome& outcome) {
  if (outcome.limits.memory_bytes == 0) {
    return fmt::format("stopped at {} (limit of memory)", bytes(outcome.peak_memory));
  }
  return fmt::format("stopped at {} (limit of memory: {})", bytes(outcome.peak_memory),
                     bytes(outcome.limits.memory_bytes));
}

std::string describe_output(const Outcome& outcome) {
  if (outcome.folder_full) {
    return fmt::format("stopped: its files took more than {} (limit of its folder)",
                       bytes(outcome.limits.folder_bytes));
  }
  const char* stream = outcome.stdout_cut ? "to stdout " : outcome.stderr_cut ? "to stderr " : "";
  if (outcome.limits.output_bytes == 0) {
    return fmt::format("stopped: it printed {}more than it may (limit of output)", stream);
  }
  return fmt::format("stopped: it printed {}more than {} (limit of output)", stream,
                     bytes(outcome.limits.output_bytes));
}

}  // namespace

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::exited:
      return "exited";
    case Cause::exception:
      return "exception";
    case Cause::signal:
      return "signal";
    case Cause::wall_time:
      return "wall-time";
    case Cause::cpu_time:
      return "cpu-time";
    case Cause::memory:
      return "memory";
    case Cause::output:
      return "output";
    case Cause::forbidden:
      return "forbidden";
    case Cause::needs:
      return "needs";
    case Cause::exercise:
      return "exercise";
    case Cause::interrupted:
      return "interrupted";
  }
  return "?";
}

std::string describe(const Outcome& outcome) {
  switch (outcome.cause) {
    case Cause::exited:
      return fmt::format("exited with status {}", outcome.status);
    case Cause::exception:
      return fmt::format("ended by an uncaught exception (status {})", outcome.status);
    case Cause::signal:
      return describe_signal(outcome.signal);
    case Cause::wall_time:
      return fmt::format("stopped after {} s (limit of wall time)",
                         seconds(outcome.limits.wall_seconds, outcome.wall_seconds));
    case Cause::cpu_time:
      return fmt::format("stopped after {} s of CPU (limit of CPU time)",
                         seconds(outcome.limits.cpu_seconds, outcome.cpu_seconds));
    case Cause::memory:
      return describe_memory(outcome);
    case Cause::output:
      return describe_output(outcome);
    case Cause::forbidden:
      return "stopped: it tried something that is not allowed";
    case Cause::needs:
      return "not run: something that it needs is missing";
    case Cause::exercise:
      return "the exercise itself is at fault";
    case Cause::interrupted:
      return "interrupted";
  }
  return "ended in an unknown way";
}

}  // namespace lab::supervise
