#pragma once

#include <sys/types.h>

namespace lab::confine {

/// Moves this process into a network that has a loopback interface and nothing else: as root by
/// itself, otherwise by way of a user namespace in which `user` is who it was. System calls only.
/// @returns whether the kernel allows it; if not, nothing has changed.
bool enter_own_loopback(uid_t user, gid_t group) noexcept;

}  // namespace lab::confine
