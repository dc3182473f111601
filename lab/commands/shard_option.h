#pragma once

#include <string>
#include <vector>

#include "lab/grade/submissions.h"

namespace lab::commands {

/// What the command line says of shards.
struct ShardWords {
  std::string shard;      ///< "2/3", "auto", or empty: all
  std::string durations;  ///< a report of an earlier grading, or empty
};

/// Takes the part of `submissions` that is asked for, and notes which it is. Bazel is told that
/// shards are understood, by touching $TEST_SHARD_STATUS_FILE.
/// @throws UsageError
void apply_shard(const ShardWords& words, std::vector<grade::Submission>& submissions,
                 std::vector<std::string>& notes);

}  // namespace lab::commands
