#include "lab/judge/judge.h"

#include <algorithm>

#include "lab/judge/ending.h"
#include "lab/judge/operators.h"

namespace lab::judge {
namespace {

Check check_one(const Expectation& expectation, const Run& run) {
  Check check;
  check.name = expectation.name;
  check.op = name_of(expectation.op);
  check.expected = expected_value(expectation.op, run);
  check.expected_text = expected_text(expectation.op, run);
  check.points = expectation.points;
  check.why = expectation.why;
  check.claim = expectation.claim;
  check.hidden = expectation.hidden;
  if (std::optional<Found> found = find_observed(run, expectation.observe)) {
    check.status =
        holds(expectation.op, *found->value, run) ? CheckStatus::passed : CheckStatus::failed;
    check.observed = shown_value(expectation.op, *found->value, run);
    check.file = found->observation->file;
    check.line = found->observation->line;
  }
  if (check.status != CheckStatus::passed) check.hint = expectation.hint;
  return check;
}

Evidence evidence_for(const Claim& claim, const std::vector<Check>& checks) {
  bool any = false;
  bool all_passed = true;
  for (const Check& check : checks) {
    if (check.claim != claim.id) continue;
    if (check.status == CheckStatus::failed) return Evidence::contradicted;
    any = true;
    all_passed = all_passed && check.status == CheckStatus::passed;
  }
  return any && all_passed ? Evidence::confirmed : Evidence::not_shown;
}

std::vector<ClaimResult> claims_without_evidence(const Exercise& exercise) {
  std::vector<ClaimResult> claims;
  for (const Claim& claim : exercise.claims)
    claims.push_back({claim, Evidence::not_shown});
  return claims;
}

Result not_run(const Exercise& exercise, Status status, supervise::Cause cause,
               std::string reason) {
  Result result;
  result.exercise = exercise.slug;
  result.status = status;
  result.cause = cause;
  result.message = std::move(reason);
  result.claims = claims_without_evidence(exercise);
  return result;
}

}  // namespace

Result ended(const Run& run) {
  Ending ending = ending_of(run);
  Result result;
  result.status = ending.ended ? Status::passed : Status::error;
  result.cause = ending.cause;
  result.message = ending.message;
  result.python = to_string(run.python);
  result.seconds = run.outcome.wall_seconds;
  result.stdout_text = run.outcome.captured_stdout;
  result.stderr_text = run.outcome.captured_stderr;
  result.watched = run.watched.to_map();
  return result;
}

Result judge(const Exercise& exercise, const Run& run) {
  Result result = ended(run);
  result.exercise = exercise.slug;
  for (const Expectation& expectation : exercise.expectations) {
    if (!expectation.python.contains(run.python)) continue;
    result.checks.push_back(check_one(expectation, run));
    result.max_score += expectation.points;
  }
  result.claims = claims_without_evidence(exercise);
  if (result.status == Status::error) return result;

  bool all_passed = true;
  for (const Check& check : result.checks) {
    if (check.status == CheckStatus::passed) {
      result.score += check.points;
    } else {
      all_passed = false;
    }
  }
  result.status = all_passed ? Status::passed : Status::failed;
  for (ClaimResult& claim : result.claims) {
    claim.evidence = evidence_for(claim.claim, result.checks);
  }
  return result;
}

Result skipped(const Exercise& exercise, std::string reason) {
  return not_run(exercise, Status::skipped, supervise::Cause::needs, std::move(reason));
}

Result broken(const Exercise& exercise, std::string reason) {
  Result result = not_run(exercise, Status::error, supervise::Cause::exercise, std::move(reason));
  result.max_score = max_score(exercise);
  return result;
}

}  // namespace lab::judge
