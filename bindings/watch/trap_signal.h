#pragma once

#include <signal.h>

namespace lab::bindings {

using TrapHandler = void (*)(int number, siginfo_t* info, void* context);

/// From now on, until the process ends, SIGTRAP leads to `handler`. A program that sets another
/// afterwards is told that it succeeds, and gets the traps that are passed on to it.
void take_trap_signal(TrapHandler handler) noexcept;

/// Gives a trap that is not ours to whoever the program has set for it. Async-signal-safe.
void pass_trap_on(int number, siginfo_t* info, void* context) noexcept;

}  // namespace lab::bindings
