#pragma once

#include <cstdint>

#include "bindings/internals/gil.h"
#include "bindings/watch/gil_reason.h"
#include "lab/record/writer.h"

namespace lab::bindings {

/// Makes what the functions below need; all threads are unknown again. Allocates; with the GIL
/// held.
void begin_gil_threads(record::Writer& log);
/// All threads are unknown again: those of a forked child have other numbers.
void forget_gil_threads() noexcept;

// Both write an event gil.thread (name, ident, daemon) when the calling thread's name in `threading`
// is known for the first time or has changed. They are called with the GIL's mutex held, when
// nobody else can run Python code; they make no object and need no current PyThreadState.

/// The calling thread has just taken the GIL.
void name_gil_thread_at_take(const lab_gil& gil) noexcept;
/// It has just dropped it.
void name_gil_thread_at_drop(const lab_gil& gil, GilReason reason, std::uint64_t time) noexcept;

/// With the main interpreter's GIL held, when the watch ends.
void end_gil_threads() noexcept;

}  // namespace lab::bindings
