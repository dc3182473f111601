#pragma once

#include <sys/types.h>
#include <termios.h>

namespace lab::supervise {

/// Gives the terminal of stdin back as it was: a program that is killed may leave it without echo,
/// or in the hands of a process group that is gone. Does nothing where there is no terminal, or
/// where it was not ours (a background job).
class TerminalState {
 public:
  TerminalState();
  ~TerminalState();
  TerminalState(const TerminalState&) = delete;
  TerminalState& operator=(const TerminalState&) = delete;

 private:
  bool ours_ = false;
  termios settings_{};
};

}  // namespace lab::supervise
