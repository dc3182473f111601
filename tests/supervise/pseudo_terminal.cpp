#include "tests/supervise/pseudo_terminal.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace lab::supervise::test {

PseudoTerminal::PseudoTerminal(const std::function<void()>& front) {
  std::fflush(nullptr);
  pid_ = forkpty(&master_, nullptr, nullptr, nullptr);
  if (pid_ < 0) throw std::runtime_error("forkpty");
  if (pid_ > 0) return;
  front();
  std::fflush(nullptr);
  _exit(0);
}

PseudoTerminal::~PseudoTerminal() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  close(master_);
}

void PseudoTerminal::type(const std::string& keys) const {
  if (write(master_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size())) {
    throw std::runtime_error("cannot type");
  }
}

bool PseudoTerminal::wait_for(const std::string& text) {
  for (;;) {
    std::size_t at = screen_.find(text, seen_);
    if (at != std::string::npos) {
      seen_ = at + text.size();
      return true;
    }
    pollfd waited{master_, POLLIN, 0};
    if (poll(&waited, 1, 20000) != 1) return false;
    char buffer[4096];
    ssize_t count = read(master_, buffer, sizeof buffer);
    if (count <= 0) return false;
    screen_.append(buffer, static_cast<std::size_t>(count));
  }
}

}  // namespace lab::supervise::test
