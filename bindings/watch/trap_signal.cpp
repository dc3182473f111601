#include "bindings/watch/trap_signal.h"

#include <dlfcn.h>

// A program that sets all signals to their defaults, as daemons do, would be killed by the next
// write of a watched object: SIGTRAP is how the kernel tells it. So the host has a sigaction of its
// own, which the linker exports to libpython and to every module. It is the C library's for all
// signals but SIGTRAP, and for that one too until a watchpoint has been asked for.
//
// signal() and the like of the C library itself do not come by here; CPython uses sigaction.

namespace lab::bindings {
namespace {

using Sigaction = int (*)(int, const struct sigaction*, struct sigaction*);

Sigaction next_sigaction() noexcept {
  static const auto next = reinterpret_cast<Sigaction>(::dlsym(RTLD_NEXT, "sigaction"));
  return next;
}

bool trap_is_ours = false;
/// What the program has set for SIGTRAP, or would have found there.
struct sigaction for_program {};

}  // namespace

void take_trap_signal(TrapHandler handler) noexcept {
  if (trap_is_ours) return;
  struct sigaction ours {};
  ours.sa_sigaction = handler;
  ours.sa_flags = SA_SIGINFO | SA_RESTART;
  ::sigemptyset(&ours.sa_mask);
  trap_is_ours = next_sigaction()(SIGTRAP, &ours, &for_program) == 0;
}

void pass_trap_on(int number, siginfo_t* info, void* context) noexcept {
  if ((for_program.sa_flags & SA_SIGINFO) != 0) {
    return for_program.sa_sigaction(number, info, context);
  }
  if (for_program.sa_handler == SIG_IGN) return;
  if (for_program.sa_handler != SIG_DFL) return for_program.sa_handler(number);
  next_sigaction()(SIGTRAP, &for_program, nullptr);
  ::raise(SIGTRAP);  // blocked while we handle it: takes effect as we return
}

}  // namespace lab::bindings

extern "C" [[gnu::visibility("default")]] int sigaction(int number, const struct sigaction* action,
                                                        struct sigaction* former) noexcept {
  using namespace lab::bindings;
  if (number != SIGTRAP || !trap_is_ours) return next_sigaction()(number, action, former);
  const struct sigaction before = for_program;
  if (action != nullptr) for_program = *action;
  if (former != nullptr) *former = before;
  return 0;
}
