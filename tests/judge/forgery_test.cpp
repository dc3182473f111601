#include <doctest.h>

#include "lab/judge/judge.h"
#include "tests/judge/run_of.h"

// What a submission may try: to observe in the experiment's place, before it, after it, instead of
// it.

using namespace lab::judge;
using namespace lab::judge::test;
using lab::record::Map;
using lab::record::Value;

namespace {
const Exercise kExpectsZero = exercise_of({expects("alive", Equals{std::int64_t{0}}, "a")});
}  // namespace

TEST_CASE("ForgedObservationAloneIsNotObserved") {
  Run run = run_of({});
  run.observations.push_back(not_by_experiment("alive", number(0)));
  Result result = judge(kExpectsZero, run);
  CHECK(result.status == Status::failed);
  CHECK(result.checks.at(0).status == CheckStatus::not_observed);
  CHECK(result.claims.at(0).evidence == Evidence::not_shown);
}

TEST_CASE("ForgedObservationAfterTheTrueOne") {
  Run run = run_of({{"alive", number(5)}});
  run.observations.push_back(not_by_experiment("alive", number(0)));
  Result result = judge(kExpectsZero, run);
  CHECK(result.checks.at(0).status == CheckStatus::failed);
  CHECK(result.checks.at(0).observed == number(5));
  CHECK(result.checks.at(0).file == "experiment.py");
}

TEST_CASE("ForgedObservationBeforeTheTrueOne") {
  Run run = run_of({{"alive", number(5)}});
  run.observations.insert(run.observations.begin(), not_by_experiment("alive", number(0)));
  CHECK(judge(kExpectsZero, run).checks.at(0).status == CheckStatus::failed);
}

TEST_CASE("ForgedObservationWithTheExperimentsFileName") {
  Run run = run_of({{"alive", number(5)}});
  lab::record::Observation forged = not_by_experiment("alive", number(0));
  forged.file = "experiment.py";
  forged.qualname = "<module>";
  run.observations.push_back(forged);
  CHECK(judge(kExpectsZero, run).checks.at(0).status == CheckStatus::failed);
}

TEST_CASE("ForgedLongerNameDoesNotShadowAMember") {
  Exercise exercise = exercise_of({expects("alive/after", Equals{number(0)})});
  Run run = run_of({{"alive", Map{{"after", number(5)}}}});
  run.observations.push_back(not_by_experiment("alive/after", number(0)));
  CHECK(judge(exercise, run).checks.at(0).observed == number(5));
}

TEST_CASE("ForgedObservationToCompareWith") {
  Exercise exercise =
      exercise_of({expects("alive", SameAs{"before"}), expects("alive", RatioTo{"before", 1, 1})});
  Run run = run_of({{"alive", number(5)}});
  run.observations.push_back(not_by_experiment("before", number(5)));
  Result result = judge(exercise, run);
  CHECK(result.checks.at(0).status == CheckStatus::failed);
  CHECK(result.checks.at(1).status == CheckStatus::failed);
}

TEST_CASE("TheLastObservationOfANameCounts") {
  Run run = run_of({{"alive", number(0)}, {"alive", number(5)}});
  CHECK(judge(kExpectsZero, run).status == Status::failed);
  run = run_of({{"alive", number(5)}, {"alive", number(0)}});
  CHECK(judge(kExpectsZero, run).status == Status::passed);
}

TEST_CASE("RightObservationsThenOsExit") {
  Run run = run_of({{"alive", number(0)}});
  run.ended = false;  // os._exit(0): the status alone looks well
  Result result = judge(kExpectsZero, run);
  CHECK(result.status == Status::error);
  CHECK(result.score == 0);
}
