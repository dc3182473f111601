#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "lab/supervise/descriptor.h"
#include "lab/supervise/run.h"
#include "lab/supervise/spawn.h"

namespace lab::supervise {

/// A host that has initialised Python and forks itself for each run. Starting Python is most of what
/// a short run costs; this way it is paid once.
class ForkServer {
 public:
  /// @param arguments what Python is started with: "-S", …
  ForkServer(std::filesystem::path program, std::vector<std::string> arguments,
             std::map<std::string, std::string> environment);
  ~ForkServer();
  ForkServer(const ForkServer&) = delete;
  ForkServer& operator=(const ForkServer&) = delete;

  /// Starts it where it is not running. Not during a run: what is started then belongs to the run.
  /// @throws RunError when there can be no process
  void ensure_started();

  /// Forks a run for the command, which becomes a child of this process.
  /// @throws RunError when the server cannot: it does not answer, Python did not start (the message
  ///   has what it printed), there are too many processes
  Child fork(const Command& command);

 private:
  pid_t ask(const Start& start, const Command& command);
  [[noreturn]] void fail(const std::string& why);
  void stop();

  Command command_;
  Descriptor socket_;
  Child server_;
};

}  // namespace lab::supervise
