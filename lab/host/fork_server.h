#pragma once

namespace lab::host {

/// Whether the front has started this host to fork runs of itself: LAB_FORK_SERVER is set, and
/// descriptor 3 is the socket.
bool is_fork_server();

/// Initialises Python once, then forks a run of it for each request of the front
/// (lab/confine/request.h), until the front closes the socket. @returns the exit status.
int serve_forks(int argc, char** argv);

}  // namespace lab::host
