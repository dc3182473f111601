#include "lab/supervise/signals.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

#include "lab/supervise/run.h"

namespace lab::supervise {
namespace {

bool ignored(int number) {
  struct sigaction present {};
  return sigaction(number, nullptr, &present) == 0 && (present.sa_flags & SA_SIGINFO) == 0 &&
         present.sa_handler == SIG_IGN;
}

}  // namespace

Signals::Signals() {
  // Where SIGCHLD is ignored the kernel buries children itself, and nobody learns how they ended.
  struct sigaction normal {};
  normal.sa_handler = SIG_DFL;
  sigset_t watched;
  sigemptyset(&watched);
  for (int number : {SIGCHLD, SIGCONT})
    sigaddset(&watched, number);
  for (int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP}) {
    if (!ignored(number)) sigaddset(&watched, number);
  }
  descriptor_ = Descriptor(signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!descriptor_) {
    throw RunError(fmt::format("cannot watch for signals: {}", std::strerror(errno)));
  }
  sigaction(SIGCHLD, &normal, &child_before_);
  pthread_sigmask(SIG_BLOCK, &watched, &mask_before_);
}

Signals::~Signals() {
  while (drop_ && next()) {
  }
  sigaction(SIGCHLD, &child_before_, nullptr);
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

std::optional<signalfd_siginfo> Signals::next() {
  signalfd_siginfo info{};
  ssize_t count = read(descriptor_.get(), &info, sizeof info);
  if (count != static_cast<ssize_t>(sizeof info)) return std::nullopt;
  return info;
}

}  // namespace lab::supervise
