#pragma once

#include <signal.h>
#include <sys/signalfd.h>

#include <optional>

#include "lab/supervise/descriptor.h"

namespace lab::supervise {

/// While it lives, the signals that end a run come through a descriptor instead of ending this
/// process: SIGINT, SIGQUIT, SIGTERM, SIGHUP, except those that were ignored (nohup, a background
/// job); SIGCHLD too, where there are no pidfds, and SIGCONT, which says that we were stopped
/// (Ctrl-Z).
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int descriptor() const { return descriptor_.get(); }
  /// The next one that is pending, without waiting.
  std::optional<signalfd_siginfo> next();
  /// Those that come until the end are dropped: the person pressed Ctrl-C twice, and the first one
  /// is being obeyed.
  void drop_the_rest() { drop_ = true; }

 private:
  sigset_t mask_before_{};
  struct sigaction child_before_ {};
  Descriptor descriptor_;
  bool drop_ = false;
};

}  // namespace lab::supervise
