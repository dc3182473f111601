#pragma once

#include <string>

namespace lab::timeline {

/// Whether a file that a record names is the program's own: not of Python's library or of packages
/// installed with it, and not frozen into the interpreter.
bool is_own_file(const std::string& file);

}  // namespace lab::timeline
