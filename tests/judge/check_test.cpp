#include "lab/judge/check.h"

#include <doctest.h>

#include <map>

#include "lab/judge/judge.h"
#include "tests/judge/run_of.h"
#include "tests/judge/scratch_folder.h"

using namespace lab::judge;
using namespace lab::judge::test;
using lab::supervise::Cause;

namespace {

constexpr PythonVersion kPython{3, 11, 2};

/// An exercise on disk with two expectations (x == 1, y == 1), and a double that runs an answer:
/// what each file observes is written down here.
struct Fixture {
  ScratchFolder folder;
  Exercise exercise = exercise_of(
      {expects("x", Equals{std::int64_t{1}}, "a"), expects("y", Equals{std::int64_t{1}}, "b")});
  std::map<std::string, Run> runs;
  std::vector<std::string> ran;

  Fixture() {
    exercise.directory = folder.path();
    exercise.expectations[0].line = 40;
    for (const char* file : {"experiment.py", "answer.py", "starter.py"})
      folder.write(file, "");
    runs["answer.py"] = observed(1, 1);
    runs["starter.py"] = raised("NotImplementedError");
    wrong("one.py", "# fails: x is as expected\n", observed(2, 1));
    wrong("two.py", "# A comment first.\n# fails: y is as expected\n", observed(1, 2));
  }
  static Run observed(std::int64_t x, std::int64_t y) { return run_of({{"x", x}, {"y", y}}); }
  static Run raised(const std::string& type) {
    Run run = run_of({});
    run.outcome.status = 1;
    run.exception = lab::record::Exception{type, "", "answer.py", 1};
    return run;
  }
  static Run ended_by(Cause cause) {
    Run run = run_of({});
    run.outcome.cause = cause;
    return run;
  }
  void wrong(const std::string& name, const std::string& source, Run run) {
    folder.write("wrong/" + name, source);
    runs[name] = std::move(run);
  }
  std::vector<Finding> check() {
    return check_exercise(exercise, kPython, [this](const std::filesystem::path& answer) {
      ran.push_back(answer.filename().string());
      return judge(exercise, runs.at(answer.filename().string()));
    });
  }
  /// The one error that the check finds, without the folder.
  std::string only(Severity severity = Severity::error) {
    std::vector<Finding> findings = check();
    std::string all;
    for (const Finding& finding : findings)
      all += finding.text + "\n";
    CAPTURE(all);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == severity);
    std::string prefix = folder.path().string() + "/";
    CHECK(findings[0].text.starts_with(folder.path().string()));
    return findings[0].text.substr(std::min(prefix.size(), findings[0].text.size()));
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "ASoundExerciseHasNoFindings") {
  CHECK(check().empty());
  CHECK(ran == std::vector<std::string>{"answer.py", "starter.py", "one.py", "two.py"});
}

TEST_CASE_FIXTURE(Fixture, "ReferenceThatFails") {
  runs["answer.py"] = observed(1, 7);
  CHECK(only() ==
        "answer.py: the reference answer fails on 'y is as expected': expected 1, observed 7");
}

TEST_CASE_FIXTURE(Fixture, "ReferenceThatObservesTooLittle") {
  runs["answer.py"] = run_of({{"x", std::int64_t{1}}});
  CHECK(only() ==
        "experiment.py: nothing was observed for 'y is as expected' with the reference answer");
}

TEST_CASE_FIXTURE(Fixture, "ReferenceThatRaises") {
  runs["answer.py"] = raised("TypeError");
  CHECK(only() ==
        "answer.py: the reference answer must pass; its run ended in error (exception: TypeError "
        "(answer.py:1))");
  CHECK(ran == std::vector<std::string>{"answer.py"});
}

TEST_CASE_FIXTURE(Fixture, "StarterThatPasses") {
  runs["starter.py"] = observed(1, 1);
  CHECK(only() == "starter.py: passes as it is; a starter leaves something to do");
}

TEST_CASE_FIXTURE(Fixture, "StarterThatFailsOnAChecksIsWell") {
  runs["starter.py"] = observed(0, 0);
  CHECK(check().empty());
}

TEST_CASE_FIXTURE(Fixture, "StarterThatCrashes") {
  runs["starter.py"] = ended_by(Cause::wall_time);
  CHECK(only().starts_with("starter.py: its run ended in error (wall-time"));
}

TEST_CASE_FIXTURE(Fixture, "StarterThatDoesNotCompile") {
  runs["starter.py"] = raised("SyntaxError");
  CHECK(only().starts_with("starter.py: its run ended in error (exception: SyntaxError"));
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerThatPasses") {
  wrong("three.py", "# fails: x is as expected\n", observed(1, 1));
  CHECK(
      only() ==
      "wrong/three.py: says that it fails on 'x is as expected'; its run ended in passed (exited)");
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerThatFailsOnAnotherCheck") {
  wrong("three.py", "# fails: x is as expected\n", observed(1, 2));
  CHECK(only() == "wrong/three.py: does not fail on 'x is as expected': passed");
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerMustFailOnAllThatItNames") {
  wrong("three.py", "# fails: x is as expected\n# fails: y is as expected\n", observed(2, 1));
  CHECK(only() == "wrong/three.py: does not fail on 'y is as expected': passed");
  wrong("three.py", "# fails: x is as expected\n# fails: y is as expected\n", observed(2, 2));
  CHECK(check().empty());
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerThatRaisesUnannounced") {
  wrong("three.py", "# fails: x is as expected\n", raised("TypeError"));
  CHECK(only().find("its run ended in error (exception: TypeError") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerThatEndsInTheErrorThatItNames") {
  wrong("three.py", "# fails: error exception\n", raised("TypeError"));
  wrong("four.py", "# fails: error wall-time\n", ended_by(Cause::wall_time));
  CHECK(check().empty());
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerThatEndsInAnotherError") {
  wrong("three.py", "# fails: error exception\n", ended_by(Cause::signal));
  CHECK(only().starts_with(
      "wrong/three.py: says that it ends in error (exception); its run ended in error (signal"));
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerThatDoesNotCompile") {
  wrong("three.py", "# fails: error exception\n", raised("IndentationError"));
  CHECK(only().starts_with("wrong/three.py: does not compile: IndentationError"));
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerThatNamesNoCheck") {
  wrong("three.py", "import gc\n# fails: x is as expected\n", observed(2, 1));
  CHECK(only().starts_with("wrong/three.py: does not say what it fails on"));
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerThatNamesACheckThatIsNotThere") {
  wrong("three.py", "# fails: x is as expected\n# fails: y is as expectd\n", observed(2, 1));
  CHECK(only() ==
        "wrong/three.py: '# fails: y is as expectd' names no expectation of exercise.toml; is it "
        "'y is as expected'?");
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerThatNamesNoCause") {
  wrong("three.py", "# fails: error timeout\n", ended_by(Cause::wall_time));
  CHECK(only().starts_with(
      "wrong/three.py: '# fails: error timeout' names no way for a run to end; one of exception"));
}

TEST_CASE_FIXTURE(Fixture, "WrongAnswerForAnotherPythonIsNotTried") {
  exercise.expectations[1].claim = "";
  exercise.expectations[1].python = *VersionRange::parse(">=3.12");
  exercise.claims.pop_back();
  CHECK(only(Severity::warning) ==
        "wrong/two.py: not tried: nothing that it fails on applies to Python 3.11.2");
  CHECK(std::find(ran.begin(), ran.end(), "two.py") == ran.end());
}

TEST_CASE_FIXTURE(Fixture, "TooFewWrongAnswers") {
  std::filesystem::remove(folder.path() / "wrong/two.py");
  runs["one.py"] = observed(2, 2);
  CHECK(only() == "wrong: holds 1 wrong answers; at least 2 were expected");
}

TEST_CASE_FIXTURE(Fixture, "ExpectationThatNothingFailsOn") {
  wrong("two.py", "# fails: x is as expected\n", observed(2, 1));
  exercise.expectations[1].line = 52;
  CHECK(only() ==
        "exercise.toml:52: no wrong answer fails on 'y is as expected'; add one to wrong/, or say "
        "demonstration = "
        "true if no answer can change it");
}

TEST_CASE_FIXTURE(Fixture, "DemonstrationThatNothingFailsOnIsWell") {
  wrong("two.py", "# fails: x is as expected\n", observed(2, 1));
  exercise.expectations[1].demonstration = true;
  CHECK(check().empty());
}

TEST_CASE_FIXTURE(Fixture, "DemonstrationThatAnAnswerFailsOn") {
  exercise.expectations[0].demonstration = true;
  CHECK(
      only(Severity::warning) ==
      "exercise.toml:40: 'x is as expected' is called a demonstration, but an answer fails on it");
}

TEST_CASE_FIXTURE(Fixture, "ClaimThatNothingBearsOn") {
  exercise.expectations[1].claim = "a";
  CHECK(only() ==
        "exercise.toml: no expectation for Python 3.11.2 bears on claim 'b' (the collector frees "
        "it)");
}

TEST_CASE_FIXTURE(Fixture, "MissingFilesOfAnExercise") {
  std::filesystem::remove(folder.path() / "starter.py");
  CHECK(only() == "starter.py: is missing; every exercise has this file");
  CHECK(ran.empty());
}

TEST_CASE_FIXTURE(Fixture, "ExerciseForAnotherPython") {
  exercise.python = *VersionRange::parse(">=3.12");
  std::vector<Finding> findings = check();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].text.ends_with(": not checked: needs Python >=3.12; this is 3.11.2"));
  CHECK(ran.empty());
}

TEST_CASE_FIXTURE(Fixture, "ExerciseThatNeedsWhatIsNotHere") {
  std::vector<Finding> findings = check_exercise(
      exercise, kPython, [this](const auto&) { return skipped(exercise, "needs aiohttp"); });
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].text.ends_with(": not checked: needs aiohttp"));
}

TEST_CASE_FIXTURE(Fixture, "InterruptedCheckRunsNothingMore") {
  runs["one.py"] = ended_by(Cause::interrupted);
  std::vector<Finding> findings = check();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].text.ends_with("not checked to the end: interrupted"));
  CHECK(ran.back() == "one.py");
}

TEST_CASE("PromiseStandsInTheCommentAtTheTop") {
  Promise promise = read_promise(
      "#!/usr/bin/env python3\n\n# Why it looks right.\r\n#fails: one\r\n  # fails:   two words  "
      "\n# fails:\n"
      "import gc\n# fails: three\n");
  CHECK(promise.checks == std::vector<std::string>{"one", "two words"});
  CHECK(promise.cause.empty());
  CHECK(read_promise("# fails: error cpu-time").cause == "cpu-time");
  CHECK(read_promise("").checks.empty());
}
