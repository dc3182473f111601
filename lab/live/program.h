#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lab/live/saved_files.h"
#include "lab/supervise/descriptor.h"

namespace lab::live {

/// A program that somebody looks at while it runs: `lab run TARGET --json --log-output` in a process
/// of its own, which writes the log that is looked at and, at its end, the result. When one of its
/// files is saved it is ended and started anew, with a new log.
///
/// Whoever looks reads the log and nothing else: the program neither knows nor waits.
class Program {
 public:
  struct Start {
    std::filesystem::path program;               ///< `lab`
    std::vector<std::string> arguments;          ///< its own: "run", "demo.py", "--watch", "gc" …
    std::vector<std::filesystem::path> sources;  ///< saving one of them starts it anew
    std::filesystem::path folder;                ///< for logs; must be there
  };
  /// @throws std::runtime_error when no process can be started
  explicit Program(Start start);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Of the present run. It may not be there yet.
  const std::filesystem::path& log() const { return log_; }
  int run() const { return run_; }  ///< 1, and one more for each time that it was started anew
  bool running() const { return pid_ > 0; }
  /// What `lab run --json` printed; nothing before its end, or when it printed nothing.
  const std::optional<std::string>& result() const { return result_; }
  /// What it said on stderr: why there is no result.
  const std::string& complaint() const { return complaint_; }

  /// Takes what has happened, without waiting: output of `lab run`, its end, a file that was saved.
  /// @returns whether the program was started anew
  bool look();
  /// Ends the present run and starts another.
  void start_anew();
  /// What to poll for reading, so as to call look() when there is something. None is negative.
  std::vector<int> descriptors() const;

 private:
  void begin();
  void end();
  void read_streams();

  Start start_;
  SavedFiles saved_;
  int run_ = 0;
  std::filesystem::path log_;
  pid_t pid_ = -1;
  supervise::Descriptor ended_;  ///< pidfd
  supervise::Descriptor stdout_;
  supervise::Descriptor stderr_;
  std::string printed_;
  std::string complaint_;
  std::optional<std::string> result_;
};

}  // namespace lab::live
