#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "lab/judge/exercise.h"
#include "lab/supervise/fork_server.h"
#include "lab/supervise/hosts.h"
#include "lab/supervise/run.h"

// What surrounds a run of an exercise. A script of the person's own has none of it.

namespace lab::commands {

/// The host that forks the runs of this exercise: started at the first, and kept by this process for
/// all exercises that want Python started in the same way.
supervise::ForkServer& fork_server(const judge::Exercise& exercise, const supervise::Host& host);

/// What a run reaches: Python, its packages and its private folder, which is given to the user that
/// it becomes.
supervise::Isolation isolation_of(const judge::Exercise& exercise, const supervise::Host& host,
                                  const std::filesystem::path& folder);

/// What a run has left in /dev/shm, where that can be told from what others have there: it was a user
/// of its own.
void remove_shared_memory(const judge::Exercise& exercise, const supervise::Isolation& isolation);

/// Those that it adds to the limits of an exercise: processes, open files, the size of a
/// file and of its folder.
void add_isolation_limits(supervise::Limits& limits);

}  // namespace lab::commands
