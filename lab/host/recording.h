#pragma once

// What the front asks of a host, by its environment:
//
//     LAB_LOG         the log to append to; without it nothing here does anything
//     LAB_WATCH       the watches to turn on, "gc,gil"
//     LAB_EXPERIMENT  the script whose own code objects make the experiment's observations
//
// Children inherit the environment, and with it the log: those that multiprocessing spawns start as
// hosts of their own and record as their parent does.

namespace lab::host {

/// Opens the log, records that this process starts and sees to it that its end is recorded. Before
/// Py_Initialize. @returns false when LAB_LOG cannot be used; stderr then says why. A log that is
/// another user's is left alone, which stderr says too: the process runs without one.
bool begin_recording(int argc, char** argv);

/// Turns the watches on, until just before finalization. After Py_Initialize, with the GIL held.
void begin_watching();

}  // namespace lab::host
