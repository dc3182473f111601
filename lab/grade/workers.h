#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "lab/judge/result.h"

namespace lab::grade {

/// What run_jobs calls. Jobs are numbers from 0 on.
struct Jobs {
  std::size_t count = 0;
  /// In a worker process: runs one job to its end. What it throws ends the worker.
  std::function<judge::Result(std::size_t job)> run;
  /// In a worker as it leaves. The front may have been killed, which the worker cannot know for
  /// sure (its end of the socket is closed before it is dead): removes what the front would remove,
  /// unless another worker still needs it.
  std::function<void()> leaving;
  /// All others in the front, one at a time.
  std::function<void(std::size_t job)> started;
  /// @returns whether more jobs are to be begun.
  std::function<bool(std::size_t job, judge::Result result)> done;
  /// The worker died with the job. @param how "killed by SIGKILL"
  /// @returns as done.
  std::function<bool(std::size_t job, const std::string& how)> lost;
  /// At least once a second.
  std::function<void()> tick;
};

/// Runs the jobs in `workers` processes forked from this one, which must have no second thread. Jobs
/// are begun in their order. SIGINT, SIGQUIT, SIGTERM and SIGHUP to this process end the runs and
/// then the workers; a second one ends them by force. When it returns no worker and no descendant of
/// one is left. If this process is killed, the workers end their runs and themselves.
/// @returns whether all that were to be begun were done; false: a signal ended it
/// @throws supervise::RunError when workers cannot be started
bool run_jobs(const Jobs& jobs, std::size_t workers);

}  // namespace lab::grade
