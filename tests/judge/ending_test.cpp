#include <doctest.h>

#include <csignal>

#include "lab/judge/judge.h"
#include "tests/judge/run_of.h"

using namespace lab::judge;
using namespace lab::judge::test;
using lab::supervise::Cause;

namespace {

/// A run that observed everything right before it ended in some way.
Run all_right() {
  return run_of({{"x", std::int64_t{1}}});
}

Result judged(const Run& run) {
  return judge(exercise_of({expects("x", Equals{std::int64_t{1}}, "a")}), run);
}

/// Nothing of what it observed counts, though it is still shown.
void check_is_error(const Run& run, Cause cause) {
  Result result = judged(run);
  CHECK(result.status == Status::error);
  CHECK(result.cause == cause);
  CHECK_FALSE(result.message.empty());
  CHECK(result.message.find('\n') == std::string::npos);
  CHECK(result.score == 0);
  CHECK(result.max_score == 1);
  REQUIRE(result.checks.size() == 1);
  CHECK(result.checks[0].status == CheckStatus::passed);
  CHECK(result.claims.at(0).evidence == Evidence::not_shown);
}

}  // namespace

TEST_CASE("AllRightWithoutAnAccident") {
  CHECK(judged(all_right()).status == Status::passed);
}

TEST_CASE("CrashAfterObservingEverythingRight") {
  Run run = all_right();
  run.ended = false;
  run.outcome.cause = Cause::signal;
  run.outcome.signal = SIGSEGV;
  check_is_error(run, Cause::signal);
  CHECK(judged(run).message.find("SIGSEGV") != std::string::npos);
}

TEST_CASE("CrashAfterTheEndRecord") {
  Run run = all_right();
  run.outcome.cause = Cause::signal;
  run.outcome.signal = SIGABRT;
  check_is_error(run, Cause::signal);
}

TEST_CASE("EveryLimitIsAnError") {
  for (Cause cause : {Cause::wall_time, Cause::cpu_time, Cause::memory, Cause::output,
                      Cause::forbidden, Cause::interrupted}) {
    CAPTURE(to_string(cause));
    Run run = all_right();
    run.outcome.cause = cause;
    run.outcome.signal = SIGKILL;
    check_is_error(run, cause);
  }
}

TEST_CASE("LimitOutranksAnExceptionOnTheWay") {
  Run run = all_right();
  run.exception = lab::record::Exception{"ValueError", "x", "answer.py", 3};
  run.outcome.cause = Cause::wall_time;
  check_is_error(run, Cause::wall_time);
}

TEST_CASE("UncaughtExceptionNamesItsPlace") {
  Run run = all_right();
  run.outcome.status = 1;
  run.exception = lab::record::Exception{"TypeError", "bad\nthing", "/tmp/x/answer.py", 12};
  check_is_error(run, Cause::exception);
  CHECK(judged(run).message == "TypeError: bad… (answer.py:12)");
}

TEST_CASE("ExceptionWithoutMessageOrPlace") {
  Run run = all_right();
  run.outcome.status = 1;
  run.exception = lab::record::Exception{"KeyboardInterrupt", "", "", 0};
  check_is_error(run, Cause::exception);
  CHECK(judged(run).message == "KeyboardInterrupt");
}

TEST_CASE("AVeryLongMessageIsCutBetweenCharacters") {
  Run run = all_right();
  run.outcome.status = 1;
  std::string text = "x";
  for (int i = 0; i < 1000; ++i)
    text += "é";
  run.exception = lab::record::Exception{"E", text, "answer.py", 1};
  std::string message = judged(run).message;
  CHECK(message.size() < 400);
  std::size_t cut = message.find("…");
  REQUIRE(cut != std::string::npos);
  CHECK(message.substr(cut - 2, 2) == "é");
}

TEST_CASE("ExceptionInAThreadOfARunThatEndedWell") {
  Run run = all_right();
  run.exception = lab::record::Exception{"ValueError", "in a thread", "answer.py", 3};
  CHECK(judged(run).status == Status::passed);
}

TEST_CASE("ExitStatusWithoutException") {
  Run run = all_right();
  run.outcome.status = 3;
  check_is_error(run, Cause::exited);
  CHECK(judged(run).message == "ended with exit status 3");
}

TEST_CASE("NoEndRecord") {
  Run run = all_right();
  run.ended = false;
  check_is_error(run, Cause::exited);
  CHECK(judged(run).message.find("did not write its end record") != std::string::npos);
}

TEST_CASE("AFullLogMayHaveLostTheLastAnswer") {
  Run run = all_right();
  run.damage.lost_records = 12;
  check_is_error(run, Cause::output);
  CHECK(judged(run).message == "the log is full: 12 records were lost");
}

TEST_CASE("ADamagedLogProvesNothing") {
  Run run = all_right();
  run.damage.corrupt_records = 1;
  check_is_error(run, Cause::exited);
  run.damage.corrupt_records = 0;
  run.damage.cut = true;
  check_is_error(run, Cause::exited);
}

TEST_CASE("ATornRecordOfAKilledChildIsNoAccident") {
  Run run = all_right();
  run.damage.torn_records = 1;
  CHECK(judged(run).status == Status::passed);
}

TEST_CASE("PlainScriptThatEndedWell") {
  Run run = run_of({});
  run.outcome.wall_seconds = 1.5;
  Result result = ended(run);
  CHECK(result.status == Status::passed);
  CHECK(result.seconds == 1.5);
  CHECK(result.checks.empty());
  run.outcome.status = 2;
  CHECK(ended(run).status == Status::error);
  CHECK(ended(run).message == "ended with exit status 2");
}
