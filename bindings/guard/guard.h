#pragma once

#include <Python.h>

#include <string_view>

// The truth of a report. A submission runs in the process that observes it, so what it could reach
// there is closed off or noticed:
//
//     native code, memory     ctypes, extension modules from outside Python's folders, code objects
//                             and marshalled code that nobody compiled: refused as they are asked
//                             for (audit events)
//     the lab module, its     sealed: any change is noticed, from 3.12 before it is made, in 3.11 at
//     types, builtins         the next observation at the latest
//     the experiment's        from 3.12 nobody but the experiment changes them. In 3.11 a global
//     globals                 that was another function or module at an earlier observation is
//                             noticed; one that was put back in between is not
//     sys.modules, functions  compared at each observation
//     of imported modules
//     observations            count from the main thread, from the experiment's own code with its
//                             own globals, not below a call of the answer's; each name once
//
// What is noticed ends the process at once, and the log says why, in an event run.forbidden.

namespace lab::bindings {

/// In the server, after `import lab`, and while sys.path names nothing but Python's own folders and
/// those of packages.
void prepare_guard();

/// Before the script's first instruction, in a process that runs an exercise.
/// @param allow "ctypes,trace": what this exercise may do, see EXERCISE.md
void begin_guard(std::string_view allow);
bool is_guarded() noexcept;

/// An audit event of the guarded process. Ends it if the event is one that is refused.
void guard_event(const char* event, PyObject* arguments) noexcept;

/// The experiment is about to run: from here on its globals are its own.
void guard_experiment() noexcept;

/// Whether an observation that is made now counts; ends the process when something has been tampered
/// with. @param of_experiment the code that makes it is the experiment's
bool guard_observation(std::string_view name, bool of_experiment) noexcept;

/// The script has been run to its end. Otherwise its end is not recorded: who leaves an experiment
/// halfway, by sys.exit() say, has not come to its end.
void guard_completed() noexcept;
bool guard_lets_end() noexcept;

/// Ends the process: `what` was done by the code under test. Does not return.
[[noreturn]] void forbid(std::string_view what) noexcept;

}  // namespace lab::bindings
