#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <span>

namespace lab::supervise {

/// A user for a run of root's.
struct OrdinaryUser {
  uid_t id = 0;  ///< and the group of that number
  /// Something that the run needs lies in a folder that is closed to others (a Python below /root),
  /// so it keeps CAP_DAC_READ_SEARCH. What it may read is then Landlock's to say alone.
  bool may_search = false;
};

/// A user whom nobody else is, for this process's runs, so that a run meets none of another's
/// processes and its number of processes can be limited.
/// @param needed files and folders that the runs must reach
/// @returns nothing when we are not root, or have no other user to give (a user namespace that maps
///   root alone)
std::optional<OrdinaryUser> ordinary_user(std::span<const std::filesystem::path> needed);

}  // namespace lab::supervise
