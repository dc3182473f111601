#pragma once

#include <linux/filter.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

// What a process gives up before it runs code that nobody trusts, and how. Two processes do it: one
// that the front has made by vfork, on its way to execve, and one that a host has forked of itself.

namespace lab::confine {

struct Limit {
  int resource;  ///< RLIMIT_CPU, …
  rlimit value;
};

/// Plain data, made while one may still allocate.
struct Confinement {
  bool session = true;  ///< its own session, and no new privileges by setuid programs
  std::array<int, 3> streams = {-1, -1, -1};  ///< to become 0, 1 and 2; -1: stay
  std::string folder;                         ///< to work in; empty: stay
  std::vector<Limit> limits;
  bool own_loopback = false;  ///< a network of its own that reaches nothing but itself
  uid_t user = 0;             ///< to become; 0: stay
  /// With `user`: it keeps the right to pass through folders that are closed to others (and to read
  /// in them), because Python itself lies in one. The ruleset then says what it may read.
  bool may_search = false;
  int ruleset = -1;                     ///< of Landlock
  const sock_filter* filter = nullptr;  ///< of system calls
  std::size_t filter_length = 0;
};

enum class Step : int {
  session,
  streams,
  folder,
  limits,
  user,
  files,
  system_calls,
  program,  ///< the execve that follows
};

/// What could not be done, as it goes through a pipe to the front.
struct Failure {
  Step step;
  int error;  ///< errno
};

/// The exit status of a process that could not become the program, which then leaves a Failure.
inline constexpr int kNotStarted = 127;

/// Does all of it to this process, in an order in which no step needs what an earlier one gave up.
/// System calls only, so it may stand between vfork and execve. Needs one thread.
/// @returns whether all was done; if not, `failure` says what was not. A network of its own is an
///   attempt: without it the run has the sockets that its filter leaves it.
bool confine(const Confinement& confinement, Failure& failure) noexcept;

}  // namespace lab::confine
