#pragma once

#include <string_view>

namespace lab::bindings {

/// @param allow a list "ctypes,trace" of what is let through
void begin_guarding_events(std::string_view allow);

}  // namespace lab::bindings
