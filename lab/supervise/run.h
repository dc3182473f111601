#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lab/supervise/isolation.h"
#include "lab/supervise/outcome.h"

namespace lab::supervise {

class ForkServer;

/// A script to be run by a process that a server forks: see fork_server.h. The command's
/// environment is then on top of the server's, and its program and arguments mean nothing.
struct ForkedRun {
  ForkServer* server = nullptr;
  std::filesystem::path script;
  std::filesystem::path log;
  std::string watch;  ///< "gc,gil"
  std::string allow;  ///< what the script may do beyond others: "ctypes"
};

enum class Stream { out, err };

/// What to run and how to hold it.
struct Command {
  /// A path, relative to the caller's folder; a name without a slash is looked up in our PATH.
  std::filesystem::path program;
  std::vector<std::string> arguments;  ///< without argv[0]
  /// The whole environment; nothing: the present one with `extra_environment` on top.
  std::optional<std::map<std::string, std::string>> environment;
  std::map<std::string, std::string> extra_environment;
  std::filesystem::path working_directory;  ///< empty: the present one
  bool capture = true;                      ///< false: it has our terminal (stdin, stdout, stderr)
  /// Called with each portion of what it prints, while the run goes on: as it is read, and at most
  /// every 10 ms for a stream that has given thousands. Only when captured, and up to
  /// limits.output_bytes of each stream.
  std::function<void(Stream, std::string_view)> on_output;
  Limits limits;
  Isolation isolation;  ///< takes effect when captured: with our terminal a run has our reach
  int inherited = -1;   ///< a descriptor of ours that becomes its descriptor 3; -1: none
  std::optional<ForkedRun> forked;  ///< not the program is started, but a run forked by a server
};

class RunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Starts the command, holds it to its limits and waits until it and every process that descends
/// from it is gone. SIGINT, SIGQUIT, SIGTERM and SIGHUP to the caller end the run (cause
/// interrupted): at once when captured; when it has our terminal, SIGINT and SIGQUIT leave it a
/// second to end by itself. Every descendant is ended before this returns, those included that made
/// themselves a session. Children that the caller had before are left alone. One run at a time in a
/// process: signal masks, the adoption of orphans and waiting belong to the whole process.
/// @throws RunError when the program cannot be started at all (the message names it and why).
Outcome run(const Command& command);

/// A folder of one's own for a run, removed with what is in it when this goes out of scope.
class PrivateFolder {
 public:
  /// In $TMPDIR or /tmp, for the owner only.
  /// @throws RunError when it cannot be made there.
  PrivateFolder();
  ~PrivateFolder();
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace lab::supervise
