#pragma once

#include <sys/types.h>

#include "lab/confine/confinement.h"
#include "lab/supervise/descriptor.h"
#include "lab/supervise/plan.h"
#include "lab/supervise/run.h"

namespace lab::supervise {

struct Child {
  pid_t pid = -1;
  Descriptor ended;          ///< a pidfd: readable once it ended; empty where the kernel has none
  Descriptor stdout_stream;  ///< our ends, non-blocking; empty when not captured
  Descriptor stderr_stream;
  Descriptor errors;  ///< for check_started
};

/// Our ends and the child's ends of what joins the two.
class Start {
 public:
  /// @throws RunError when they cannot be had
  explicit Start(const Command& command);
  const Plan& plan() const { return plan_; }
  Child finish(pid_t pid);  ///< once

  struct Pipe {
    Descriptor reader;
    Descriptor writer;
  };

 private:
  Plan plan_;
  Descriptor nothing_;
  Pipe out_;
  Pipe err_;
  Pipe errors_;
};

/// Starts the command's program. It has descriptors 0, 1 and 2 only, an empty signal mask, no core
/// file, and dies when the thread that called this dies. Captured, it leads a session of its own.
/// @throws RunError when there can be no child. That it could not become the program is known when
/// it
///   has ended: see check_started.
Child spawn(const Command& command);

/// For a child that ended with kNotStarted: was it the child of spawn(), not the program?
/// @throws RunError if so, with the program and the reason
void check_started(const Command& command, const Descriptor& errors);
using confine::kNotStarted;

}  // namespace lab::supervise
