#pragma once

#include "lab/supervise/descriptor.h"
#include "lab/supervise/isolation.h"

namespace lab::supervise {

/// The version of Landlock that this kernel has; 0: none.
int landlock_abi();

/// The rules of `isolation` as a descriptor for landlock_restrict_self; empty where the kernel has no
/// Landlock.
/// @throws RunError when the kernel has it and refuses a rule
Descriptor make_ruleset(const Isolation& isolation);

}  // namespace lab::supervise
