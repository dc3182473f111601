#pragma once

#include <span>
#include <string_view>

// What is asked of a host by its environment:
//
//     LAB_LOG         the log to append to; without it nothing here does anything
//     LAB_WATCH       the watches to turn on, "gc,gil"
//     LAB_EXPERIMENT  the script whose own code objects make the experiment's observations
//
// Children inherit the environment, and with it the log: those that multiprocessing spawns start as
// hosts of their own and record as their parent does. A run that was forked for an exercise
// (forked_run.h) is told all this by the front, and its environment says nothing of it.

namespace lab::host {

/// The exit status of a host that cannot even begin.
inline constexpr int kCouldNotRun = 3;

/// Opens the log `path`, records that this process starts with these words, and sees to it that its
/// end is recorded. @returns false when the log cannot be used; stderr then says why. A log that is
/// another user's is left alone, which stderr says too: the process runs without one.
bool begin_recording(const char* path, std::span<const std::string_view> words);

/// The same as the environment says, before Py_Initialize; nothing to do without LAB_LOG.
bool begin_recording_of_environment(int argc, char** argv);

/// Turns the watches on, until just before finalization, and expects the experiment's script (empty:
/// none). Nothing to do without a log. After Py_Initialize, with the GIL held.
void begin_watching(const char* watches, const char* experiment);
void begin_watching_of_environment();

}  // namespace lab::host
