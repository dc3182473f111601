#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "lab/supervise/outcome.h"

namespace lab::supervise {

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
  Limits limits;
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
