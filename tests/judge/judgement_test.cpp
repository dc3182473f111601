#include <doctest.h>

#include "lab/judge/judge.h"
#include "tests/judge/run_of.h"

using namespace lab::judge;
using namespace lab::judge::test;
using lab::record::Absent;
using lab::record::List;
using lab::record::Map;
using lab::record::Value;
using lab::supervise::Cause;

TEST_CASE("AllRightIsPassed") {
  Exercise exercise = exercise_of({expects("x", Equals{number(1)}), expects("y", AtLeast{2})});
  exercise.expectations[1].points = 2.5;
  Run run = run_of({{"x", number(1)}, {"y", number(2)}});
  run.outcome.wall_seconds = 0.25;
  run.outcome.captured_stdout = "out";
  run.outcome.captured_stderr = "err";
  Result result = judge(exercise, run);
  CHECK(result.status == Status::passed);
  CHECK(result.cause == Cause::exited);
  CHECK(result.message.empty());
  CHECK(result.score == 3.5);
  CHECK(result.max_score == 3.5);
  CHECK(result.exercise == "gc-cycles");
  CHECK(result.python == "3.11.2");
  CHECK(result.seconds == 0.25);
  CHECK(result.stdout_text == "out");
  CHECK(result.stderr_text == "err");
}

TEST_CASE("OneWrongIsFailedAndTheOthersScore") {
  Exercise exercise = exercise_of({expects("x", Equals{number(1)}), expects("y", AtLeast{2})});
  Result result = judge(exercise, run_of({{"x", number(1)}, {"y", number(1)}}));
  CHECK(result.status == Status::failed);
  CHECK(result.score == 1);
  CHECK(result.max_score == 2);
  CHECK(result.checks[0].status == CheckStatus::passed);
  CHECK(result.checks[0].hint.empty());
  CHECK(result.checks[1].status == CheckStatus::failed);
  CHECK(result.checks[1].hint == "look again");
}

TEST_CASE("NotObservedIsFailed") {
  Result result = judge(exercise_of({expects("x", Equals{number(1)})}), run_of({}));
  CHECK(result.status == Status::failed);
  REQUIRE(result.checks.size() == 1);
  CHECK(result.checks[0].status == CheckStatus::not_observed);
  CHECK_FALSE(result.checks[0].observed);
  CHECK(result.checks[0].hint == "look again");
  CHECK(to_string(result.checks[0].status) == "not-observed");
}

TEST_CASE("ACheckSaysWhatItCompared") {
  Exercise exercise = exercise_of({expects("x/0/n", Between{1, 5}, "a")});
  exercise.expectations[0].hidden = true;
  Run run = run_of({{"other", number(0)}, {"x", List{Map{{"n", number(9)}}}}});
  Check check = judge(exercise, run).checks.at(0);
  CHECK(check.op == "between");
  CHECK(check.expected == Value(List{number(1), number(5)}));
  CHECK(check.expected_text == "1 to 5");
  CHECK(check.observed == number(9));
  CHECK(check.why == "because");
  CHECK(check.claim == "a");
  CHECK(check.file == "experiment.py");
  CHECK(check.line == 2);
  CHECK(check.hidden);
}

TEST_CASE("TheReasonOfAnAbsentValueIsShown") {
  Exercise exercise = exercise_of({expects("x", Equals{number(0)})});
  Check check = judge(exercise, run_of({{"x", Absent{"not in 3.14"}}})).checks.at(0);
  CHECK(check.status == CheckStatus::failed);
  REQUIRE(check.observed);
  CHECK(check.observed->get_if<Absent>()->reason == "not in 3.14");
}

TEST_CASE("OnlyExpectationsForThisPythonAreChecked") {
  Exercise exercise =
      exercise_of({expects("x", Equals{number(1)}), expects("x", Equals{number(2)})});
  exercise.expectations[0].python = *VersionRange::parse("<3.12");
  exercise.expectations[1].python = *VersionRange::parse(">=3.12");
  Run run = run_of({{"x", number(2)}});
  CHECK(judge(exercise, run).status == Status::failed);
  run.python = {3, 12, 1};
  Result result = judge(exercise, run);
  CHECK(result.status == Status::passed);
  CHECK(result.max_score == 1);
  CHECK(result.python == "3.12.1");
}

TEST_CASE("PathsGoIntoListsAndMaps") {
  Run run =
      run_of({{"rows", List{Map{{"n", number(1)}, {"0", number(5)}}, List{number(7), number(8)}}}});
  CHECK(*find_observation(run, "rows/0/n") == number(1));
  CHECK(*find_observation(run, "rows/0/0") == number(5));
  CHECK(*find_observation(run, "rows/1/1") == number(8));
  CHECK(*find_observation(run, "rows/-1/-2") == number(7));
  for (const char* path : {"", "/", "row", "rows/2", "rows/-3", "rows/x", "rows/0/m", "rows/0/n/0",
                           "rows//0", "rows/1/1 ", "rows/99999999999999999999", "/rows"}) {
    CAPTURE(path);
    CHECK(find_observation(run, path) == nullptr);
  }
}

TEST_CASE("TheLongestNameOfAnObservationIsMeant") {
  Run run = run_of({{"alive", Map{{"after", number(1)}}}, {"alive/after", number(2)}});
  CHECK(*find_observation(run, "alive/after") == number(2));
  CHECK(find_observed(run, "alive/after")->observation->line == 2);
}

TEST_CASE("EvidenceForClaims") {
  Exercise exercise =
      exercise_of({expects("x", Equals{number(1)}, "a"), expects("y", Equals{number(1)}, "a")});
  auto evidence = [&](const Run& run) { return judge(exercise, run).claims.at(0).evidence; };
  CHECK(evidence(run_of({{"x", number(1)}, {"y", number(1)}})) == Evidence::confirmed);
  CHECK(evidence(run_of({{"x", number(1)}, {"y", number(2)}})) == Evidence::contradicted);
  CHECK(evidence(run_of({{"y", number(2)}})) == Evidence::contradicted);
  CHECK(evidence(run_of({{"x", number(1)}})) == Evidence::not_shown);
}

TEST_CASE("AClaimWithoutChecksIsNotShown") {
  Result result =
      judge(exercise_of({expects("x", Equals{number(1)}, "a")}), run_of({{"x", number(1)}}));
  REQUIRE(result.claims.size() == 2);
  CHECK(result.claims[1].claim.id == "b");
  CHECK(result.claims[1].evidence == Evidence::not_shown);
}

TEST_CASE("SkippedCountsForNothing") {
  Exercise exercise = exercise_of({expects("x", Equals{number(1)})});
  Result result = skipped(exercise, "needs Python >=3.12; this is 3.11.2");
  CHECK(result.status == Status::skipped);
  CHECK(result.cause == Cause::needs);
  CHECK(result.message == "needs Python >=3.12; this is 3.11.2");
  CHECK(result.exercise == "gc-cycles");
  CHECK(result.max_score == 0);
  CHECK(result.claims.size() == 2);
}

TEST_CASE("BrokenIsTheFaultOfTheExercise") {
  Exercise exercise = exercise_of({expects("x", Equals{number(1)})});
  Result result = broken(exercise, "experiment.py is missing");
  CHECK(result.status == Status::error);
  CHECK(result.cause == Cause::exercise);
  CHECK(result.score == 0);
  CHECK(result.max_score == 1);
}
