#pragma once

#include <string_view>

namespace lab::host {

/// Turns on the watches of the list. They go off when Python finalizes: after every atexit callback
/// of the program, before the first module is torn down.
void watch_until_finalization(std::string_view watches);

/// Turns them off now; does nothing the second time. With the GIL held.
void stop_watching() noexcept;

}  // namespace lab::host
