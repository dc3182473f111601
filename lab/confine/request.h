#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "lab/confine/confinement.h"

// What the front and a host that forks (lab/host/fork_server.h) say to each other over a socket of
// kind SOCK_SEQPACKET: a RunRequest with its descriptors, answered by a Forked.

namespace lab::confine {

struct RunRequest {
  std::string script;                    ///< absolute
  std::string log;                       ///< opened before the confinement, which closes it off
  std::string watch;                     ///< "gc,gil"
  std::string allow;                     ///< what the script may do beyond others: "ctypes"
  std::vector<std::string> environment;  ///< NAME=value, on top of the host's own
  /// Its streams and ruleset are descriptors of the one who holds the request.
  Confinement confinement;
  int filter = -1;  ///< a file with the system call filter; -1: none
  int errors = -1;  ///< a pipe for a Failure
};

/// The run, by now a child of the front's; or why there is none.
struct Forked {
  pid_t pid = 0;
  int error = 0;  ///< errno
};

/// The number of the descriptor by which a host finds the socket, and the variable that says that it
/// is there.
inline constexpr int kSocket = 3;
inline constexpr const char* kServerVariable = "LAB_FORK_SERVER";

/// @returns false when there is nobody at the other end, or it is too long; errno says which.
bool send_request(int socket, const RunRequest& request);

/// Waits for one. Its descriptors close when something is executed.
/// @returns nothing when the other end is closed or does not keep to the form.
std::optional<RunRequest> receive_request(int socket);

}  // namespace lab::confine
