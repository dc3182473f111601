#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/judge/exercise.h"
#include "lab/record/value.h"
#include "lab/supervise/outcome.h"

// The plain value that every output format is a projection of; its JSON form is a contract.

namespace lab::judge {

/// Of a whole run: `failed` an answer is wrong; `error` the run did not come to its end; `skipped`
/// it needs what is not here.
enum class Status { passed, failed, error, skipped };
std::string_view to_string(Status status);

enum class CheckStatus { passed, failed, not_observed };
std::string_view to_string(CheckStatus status);  // "passed", "failed", "not-observed"

enum class Evidence { confirmed, contradicted, not_shown };
std::string_view to_string(Evidence evidence);  // "confirmed", "contradicted", "not-shown"

struct Check {
  std::string name;
  CheckStatus status = CheckStatus::not_observed;
  std::string op;                         ///< "equals"
  record::Value expected;                 ///< as a value: [low, high] for between
  std::string expected_text;              ///< for a person: "at least 4", "1 to 5", "2"
  std::optional<record::Value> observed;  ///< nothing: not observed
  double points = 1;
  std::string why;
  std::string hint;  ///< empty unless it failed
  std::string claim;
  std::string file;  ///< where it was observed
  int line = 0;
  bool hidden = false;
};

struct ClaimResult {
  Claim claim;
  Evidence evidence = Evidence::not_shown;
};

struct Result {
  std::string exercise;  ///< slug; empty for a plain script
  std::string person;    ///< whose submission; empty: nobody's
  std::string python;    ///< "3.11.2"
  std::string source;    ///< the answer (or the script) that ran
  Status status = Status::error;
  supervise::Cause cause = supervise::Cause::exited;
  std::string message;  ///< one line for a person; empty: null in JSON
  double score = 0;
  double max_score = 0;
  double seconds = 0;
  std::vector<Check> checks;
  std::vector<ClaimResult> claims;
  std::string stdout_text;
  std::string stderr_text;
  std::string log;      ///< path of the log; empty: not kept
  record::Map watched;  ///< "gc" → {collections, collected, uncollectable}, …
};

}  // namespace lab::judge
