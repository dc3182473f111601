#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lab::supervise {

/// One host executable that was built, as the small JSON file beside it (lab-host-3.11.json) says:
///     {"version": "3.11.2", "python": "/usr/bin/python3.11",
///      "library": "/usr/lib/…/libpython3.11.so.1.0", "default": true}
struct Host {
  std::filesystem::path program;  ///< …/lab-host-3.11
  std::string version;            ///< of the headers it was built with: "3.11.2"
  std::string python;             ///< the interpreter that it was built for
  std::string library;            ///< the libpython that it loads
};

struct HostSearch {
  std::vector<Host> hosts;            ///< the default one first, the others by version
  std::vector<std::string> problems;  ///< a line for each host that was passed over, and why
};

/// Looks beside the running `lab` executable, or in $LAB_HOSTS. A host without a sidecar, or with
/// one that cannot be read, is a problem, never an error.
HostSearch search_hosts();

/// The hosts of search_hosts.
std::vector<Host> find_hosts();

/// The host that `python` asks for: "3.13", "3.13.0", a path of a Python or of a host (symbolic
/// links are resolved, names without a slash looked up in PATH); empty: the default one.
/// @throws RunError when there is none; the message lists those that are here and how to add one.
Host choose_host(const std::vector<Host>& hosts, std::string_view python);

}  // namespace lab::supervise
