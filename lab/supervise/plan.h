#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "lab/confine/confinement.h"
#include "lab/supervise/descriptor.h"
#include "lab/supervise/run.h"

namespace lab::supervise {

/// Everything that a run needs on its way to its program, made while we may still allocate. The
/// vectors of pointers end in a null one, and point into the texts.
struct Plan {
  explicit Plan(const Command& command);
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  std::string program;  ///< absolute; empty: there is none of that name in PATH
  std::vector<std::string> argument_texts;
  std::vector<std::string> environment_texts;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  confine::Confinement confinement;  ///< its descriptors are those below
  Descriptor ruleset;                ///< of Landlock; empty: files are not limited
  int filter = -1;                   ///< the system call filter as a file; -1: none
  bool captured = true;
  int inherited = -1;  ///< becomes descriptor 3
  pid_t front = 0;
  int errors = -1;  ///< where to write what failed

 private:
  void isolate(const Isolation& isolation);
};

}  // namespace lab::supervise
