#pragma once

#include "lab/confine/request.h"

namespace lab::host {

/// Once in the server, before the first fork: what every run would otherwise do by itself.
void prepare_runs();

/// In a process that was forked for it, whose parent is `front`: opens the log, gives up what the
/// request says, runs the script as `python script` would, and ends as that would.
[[noreturn]] void run_forked(const confine::RunRequest& request, pid_t front);

}  // namespace lab::host
