#pragma once

#include <string>

namespace lab::host {

/// The absolute path by which this program was started: what sys.executable must be. A symbolic
/// link stays as it is, because a venv is recognised by the folder that holds the link.
std::string program_path(const char* argv0);

}  // namespace lab::host
