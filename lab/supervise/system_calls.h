#pragma once

#include <linux/filter.h>

#include <vector>

#include "lab/supervise/descriptor.h"
#include "lab/supervise/isolation.h"

namespace lab::supervise {

/// The program that the kernel runs at each system call of an isolated run: EPERM for what a script
/// has no use for. Made once for each kind of network, and kept.
struct SystemCallFilter {
  std::vector<sock_filter> program;
  Descriptor file;  ///< the same as a file, to hand to another process
};
/// @throws RunError when it cannot be made
const SystemCallFilter& system_call_filter(Network network);

/// Whether this kernel has filters.
bool filters_available();

}  // namespace lab::supervise
