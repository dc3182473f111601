#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <array>
#include <string>
#include <vector>

#include "lab/supervise/run.h"

namespace lab::supervise {

struct KernelLimit {
  int resource;  ///< RLIMIT_CPU, …
  rlimit value;
};

/// Everything that a child needs on its way to execve, made while we may still allocate. The
/// vectors of pointers end in a null one, and point into the texts.
struct Plan {
  explicit Plan(const Command& command);
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  std::string program;  ///< absolute; empty: there is none of that name in PATH
  std::string folder;   ///< empty: stay
  std::vector<std::string> argument_texts;
  std::vector<std::string> environment_texts;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::vector<KernelLimit> limits;
  std::array<int, 3> streams = {-1, -1, -1};  ///< to become 0, 1 and 2, when captured
  bool captured = true;
  pid_t front = 0;
  int errors = -1;  ///< where to write what failed
};

}  // namespace lab::supervise
