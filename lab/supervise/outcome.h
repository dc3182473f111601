#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lab::supervise {

/// 0 means no limit, for each.
struct Limits {
  double wall_seconds = 10;
  double cpu_seconds = 10;  ///< user and system, all processes of the run together
  std::uint64_t memory_bytes = std::uint64_t{1} << 30U;  ///< all processes of the run together
  std::uint64_t output_bytes = std::uint64_t{4} << 20U;  ///< per stream, when captured
  std::uint64_t processes = 0;                           ///< and threads, of the run together
  std::uint64_t open_files = 0;                          ///< per process
  std::uint64_t file_bytes = 0;                          ///< per file that it makes longer
  std::uint64_t folder_bytes = 0;                        ///< its working directory, on the disk
};

/// How a run ended. The names in the result JSON ("cause") are those of to_string.
enum class Cause {
  exited,     ///< the process ended by itself, with an exit status
  exception,  ///< an exception that nothing caught ended it
  signal,     ///< a signal ended it: crash, abort
  wall_time,  ///< stopped at its limit of time
  cpu_time,
  memory,
  output,  ///< printed or wrote more than it may
  forbidden,
  needs,        ///< not run: something is missing
  exercise,     ///< the exercise itself is at fault
  interrupted,  ///< the person at the terminal ended it (Ctrl-C)
};
std::string_view to_string(Cause cause);  // "exited", "wall-time", …

struct Outcome {
  Cause cause = Cause::exited;
  int status = 0;  ///< the exit status, where there is one
  int signal = 0;  ///< the signal's number, where one ended it; SIGKILL where we stopped it
  double wall_seconds = 0;
  double cpu_seconds = 0;  ///< user and system, of all its processes that were waited for
  /// Bytes resident, all its processes together, as sampled; 0 when the run ended before the first
  /// sample (10 ms).
  std::uint64_t peak_memory = 0;
  std::string captured_stdout;  ///< empty when not captured
  std::string captured_stderr;
  bool stdout_cut = false;
  bool stderr_cut = false;
  bool folder_full = false;  ///< its files took more than they may; the cause is output
  Limits limits{0, 0, 0, 0, 0, 0, 0, 0};  ///< what it was held to
};

/// One line for a person: "killed by SIGSEGV (invalid memory reference)", "stopped after 10 s
/// (limit of wall time)".
std::string describe(const Outcome& outcome);

}  // namespace lab::supervise
