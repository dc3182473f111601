#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

// What /proc says of processes that are not ours to stop for a look: any of it may be gone or stale
// by the time it is read, and nothing here is an error.

namespace lab::supervise {

struct Process {
  pid_t pid = 0;
  pid_t parent = 0;
  char state = '?';        ///< R, S, D, T, Z, … as in proc(5)
  double cpu_seconds = 0;  ///< user and system, with its children that were waited for
};

/// Nothing when there is no such process any more.
std::optional<Process> read_process(pid_t pid);

using Visit = std::function<void(const Process&)>;

/// Calls `visit` for each descendant of this process, zombies included, as soon as it is found (so
/// that one who kills is not outrun by a chain of forks). The children in `except` are left out
/// with all that descends from them.
void visit_descendants(std::span<const pid_t> except, const Visit& visit);

/// How many processes and threads the user of this process had when it was first asked: the kernel
/// counts them all against RLIMIT_NPROC.
std::uint64_t tasks_of_our_user();

/// Bytes of RAM that the processes have together, without files mapped: private memory and shared
/// memory, swapped pages not counted.
/// A page that several of them share (after fork, or in a shared segment) counts once where that
/// can be told; asking is slow, so it is done only if the plain sum, an upper bound, is above
/// `known`.
std::uint64_t resident_memory(std::span<const pid_t> processes, std::uint64_t known);

}  // namespace lab::supervise
