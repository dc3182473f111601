#pragma once

#include <string>
#include <vector>

namespace lab::supervise {

/// Something that the kernel may or may not offer to us here, tried and not guessed.
struct Capability {
  std::string name;
  bool available = false;
  std::string detail;   ///< what was found: "ABI 7", "perf_event_paranoid is 3"
  std::string without;  ///< what the lab does instead, or what is lost
};

/// Each is tried once, in this process, and undone.
std::vector<Capability> probe_capabilities();

}  // namespace lab::supervise
