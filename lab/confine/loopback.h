#pragma once

#include <sys/types.h>

namespace lab::confine {

/// Moves this process into a network that has a loopback interface and nothing else: as root by
/// itself, otherwise by way of a user namespace in which `user` is who it was. System calls only.
/// @returns whether the kernel allows it. Some give the network and not the right to raise its
///   interface (Ubuntu's AppArmor), so that there is none at all then: try it in a child first.
bool enter_own_loopback(uid_t user, gid_t group) noexcept;

}  // namespace lab::confine
