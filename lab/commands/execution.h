#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lab/commands/target.h"
#include "lab/judge/exercise.h"
#include "lab/judge/judge.h"
#include "lab/judge/result.h"
#include "lab/record/writer.h"
#include "lab/supervise/hosts.h"
#include "lab/supervise/run.h"

// From a target to a judged result:
//
//     private folder ── copies of experiment.py and answer.py
//     log file       ── made, opened by the host, finished when the last writer is gone
//     host process   ── forked by a host that is started already, isolated, supervise::run
//     log            ── judge::collect ── judge::judge ── Result

namespace lab::commands {

struct ExecutionOptions {
  supervise::Host host;
  std::optional<std::filesystem::path> answer;  ///< nothing: the reference answer
  /// What the answer says, where it was read before; `answer` then only names it.
  std::optional<std::string> answer_text;
  std::optional<std::filesystem::path> log;               ///< nothing: in the cache folder, by name
  std::uint64_t log_capacity = record::kDefaultCapacity;  ///< bytes
  std::vector<std::string> watch;           ///< added to what the exercise watches; no fault in any
  std::optional<supervise::Limits> limits;  ///< nothing: the exercise's own, or the defaults
  bool capture = true;                      ///< of a script: false gives it the terminal
  bool log_output = false;                  ///< what it prints goes into the log, too; captured
  bool keep_log = true;
};

struct Execution {
  judge::Run run;
  judge::Result result;
};

/// Runs an exercise with an answer and judges it. A host outside the exercise's Python range gives
/// a skipped result.
Execution run_exercise(const judge::Exercise& exercise, const ExecutionOptions& options);

/// Runs a plain script, without judging: the result says only how it ended.
Execution run_script(const Script& script, const ExecutionOptions& options);

}  // namespace lab::commands
