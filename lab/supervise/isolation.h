#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lab/supervise/capabilities.h"
#include "lab/supervise/ordinary_user.h"

namespace lab::supervise {

enum class Network {
  none,  ///< no sockets but pairs of them
  /// Internet sockets in a network of its own, where nothing but itself can be reached. Where the
  /// kernel gives no such network, the addresses are not checked: see missing_isolation.
  loopback,
  any,
};

/// What a run may reach. Paths that do not exist are left out; a folder stands for all below it.
struct Isolation {
  bool on = false;
  std::vector<std::filesystem::path> readable;
  std::vector<std::filesystem::path> executable;  ///< read too
  std::vector<std::filesystem::path> writable;    ///< read too
  Network network = Network::none;
  std::optional<OrdinaryUser> user;  ///< to become; nothing: stay who we are
};

/// Loaders, shared libraries, time zones, the harmless devices and /proc: what every program needs.
/// Of other processes /proc shows what everybody may see (their names and numbers); environments,
/// memory and descriptors are closed by Landlock, as for a debugger, to who is not root.
void allow_system_files(Isolation& isolation);

/// Lets a program be executed, and with it the loader that the kernel starts in its name.
void allow_program(Isolation& isolation, const std::filesystem::path& program);

/// Whether a run can have a network of its own. Tried once, by a child, since there is no way back.
bool has_own_loopback();

/// What isolation of runs is made of, and whether this kernel and this user can have it: "files",
/// "processes", "network", "system calls", "user".
std::vector<Capability> isolation_capabilities();

/// What isolation lacks here: a sentence for each, empty when nothing is missing.
std::vector<std::string> missing_isolation();

}  // namespace lab::supervise
