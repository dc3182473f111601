#pragma once

#include <string>

#include "lab/judge/judge.h"
#include "lab/supervise/outcome.h"

namespace lab::judge {

/// How a run ended, before any answer is looked at.
struct Ending {
  bool ended = false;  ///< it came to its end: only then its answers count
  supervise::Cause cause = supervise::Cause::exited;
  std::string message;  ///< one line for a person; empty when it came to its end
};

Ending ending_of(const Run& run);

}  // namespace lab::judge
