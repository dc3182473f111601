#include "lab/supervise/terminal.h"

#include <signal.h>
#include <unistd.h>

namespace lab::supervise {

TerminalState::TerminalState() {
  ours_ = tcgetpgrp(STDIN_FILENO) == getpgrp() && tcgetattr(STDIN_FILENO, &settings_) == 0;
}

TerminalState::~TerminalState() {
  if (!ours_) return;
  // Whoever is not in the foreground is stopped for setting a terminal, unless it blocks SIGTTOU.
  sigset_t stop;
  sigset_t before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &stop, &before);
  if (tcgetpgrp(STDIN_FILENO) != getpgrp()) tcsetpgrp(STDIN_FILENO, getpgrp());
  tcsetattr(STDIN_FILENO, TCSADRAIN, &settings_);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace lab::supervise
