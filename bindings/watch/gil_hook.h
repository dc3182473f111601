#pragma once

#include "bindings/watch/got_slots.h"

namespace lab::bindings {

/// The exchange of the functions by which CPython makes, takes and drops a GIL for functions that
/// write the ledger (gil_ledger.h) while it is on, and otherwise do what the C library's do.
/// @throws std::runtime_error when CPython does not call them so
GotExchange gil_hooks();

}  // namespace lab::bindings
