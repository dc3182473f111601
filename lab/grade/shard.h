#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/grade/submissions.h"

// One gradebook on many machines: each is told which of how many it is, and takes its part. Nobody
// talks to anybody, so each must come to the same division from the same submissions.

namespace lab::grade {

struct Shard {
  std::size_t index = 1;  ///< from 1
  std::size_t count = 1;
};

/// "2/3". Nothing for all else, 0/3 and 4/3 included.
std::optional<Shard> parse_shard(std::string_view text);

/// A variable of the environment; nothing where it is not set or empty.
using Environment = std::function<std::optional<std::string>(const char* name)>;

struct AutoShard {
  Shard shard;
  std::string engine;  ///< "GitLab CI", "Slurm", …
  std::string fault;   ///< what is wrong with its variables, or that there are none; empty: nothing
};

/// What the engine that started us says, by its variables:
///     TEST_SHARD_INDEX (from 0), TEST_TOTAL_SHARDS                Bazel
///     CI_NODE_INDEX (from 1), CI_NODE_TOTAL                       GitLab, and GitHub's matrix (README)
///     SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_MIN, _COUNT           Slurm arrays, in steps of 1
///     JOB_COMPLETION_INDEX (from 0), JOB_COMPLETIONS              indexed Kubernetes Jobs
AutoShard find_shard(const Environment& environment);

/// Seconds that earlier runs took, by person and exercise.
using Durations = std::map<std::pair<std::string, std::string>, double>;

/// The part of `submissions` (in the order of reports) that belongs to `shard`: longest first, each
/// to the shard that has the least so far. What was never run counts as the mean of its exercise,
/// then of all. Without durations, by turns.
std::vector<Submission> take_shard(const std::vector<Submission>& submissions, Shard shard,
                                   const Durations& durations);

/// How reports name the part: "shard 2/3: 10 of 30 submissions".
std::string shard_note(Shard shard, std::size_t taken, std::size_t all);
/// What shard_note wrote; nothing for other notes.
std::optional<Shard> shard_of_note(std::string_view note);

}  // namespace lab::grade
