#pragma once

#include <Python.h>

#include <cstdint>

#include "lab/record/writer.h"

// Where a thread lets go of the GIL: the line, the instruction, and the C function that did it. Each
// such place is a *site*: an event gil.site the first time, a number from then on.

namespace lab::bindings {

/// What has to be done once before gil_site may be called: memory for the table, and the ELF tables
/// of what is loaded (milliseconds). Allocates; with the GIL held. Again does nothing.
/// @returns false when there is no memory; gil_site then gives 0
bool prepare_gil_sites();

/// The number of the place at which the calling thread lets go of the GIL; writes gil.site before it
/// gives a number for the first time. To be called by the thread that lets go, while nobody else can
/// have that GIL (in drop_gil, under the GIL's mutex). Allocates nothing through Python, takes no
/// lock of Python's, and leaves the error indicator and errno alone. The number is unique in the log:
/// a forked child goes on with its parent's and numbers new ones by its own process id.
/// @param frame the __builtin_frame_address(0) of the function that CPython called in place of the C
/// library's: what CPython has on its stack lies above it
/// @param tstate the calling thread's, of that GIL's interpreter: the GIL's last_holder. Null: what
/// PyGILState_GetThisThreadState gives, which does not know of sub-interpreters, and costs more
/// @returns 0 for a place that is not known: no Python code runs, or the table is full
std::uint64_t gil_site(record::Writer& log, const void* frame,
                       PyThreadState* tstate = nullptr) noexcept;

}  // namespace lab::bindings
