#include "tests/report/formats_sample.h"

namespace lab::report::sample {
namespace {

judge::Check graded_check(const char* name, bool passed, double points) {
  judge::Check check;
  check.name = name;
  check.status = passed ? judge::CheckStatus::passed : judge::CheckStatus::failed;
  check.op = "equals";
  check.expected = std::int64_t{2};
  check.expected_text = "2";
  check.observed = record::Value(std::int64_t{passed ? 2 : 3});
  check.points = points;
  check.why = "Each object is still held by the other.";
  if (!passed) check.hint = "Let the child hold its parent by weakref.ref.";
  check.claim = "a";
  check.file = "exercises/internals/gc-cycles/experiment.py";
  check.line = 14;
  return check;
}

judge::Result graded_run(const char* person, const char* exercise, judge::Status status) {
  judge::Result result;
  result.person = person;
  result.exercise = exercise;
  result.python = "3.11.2";
  result.source = std::string("submissions/") + person + "/" + exercise + ".py";
  result.status = status;
  result.seconds = 0.25;
  return result;
}

judge::Result ended_by(const char* person, const char* exercise, supervise::Cause cause,
                       const char* message) {
  judge::Result result = graded_run(person, exercise, judge::Status::error);
  result.cause = cause;
  result.message = message;
  result.max_score = 3;
  result.checks = {graded_check("alive", true, 1), graded_check("found", false, 2)};
  return result;
}

}  // namespace

std::string hostile_text() {
  return "\x1b[31mred\x1b[0m ]]> <b>&amp;\n::error::pwned\n::set-output name=x::y\n"
         "[[ATTACHMENT|/etc/passwd]]\n=cmd|' /C calc'!A0, \"quoted\" %0A \x01 \xff\xfe";
}

Grading every_kind() {
  Grading grading;
  grading.started = "2026-01-02T03:04:05+00:00";
  grading.seconds = 1.75;
  grading.complete = true;
  judge::Result passed = graded_run("one", "gc-cycles", judge::Status::passed);
  passed.checks = {graded_check("alive", true, 1), graded_check("found", true, 2)};
  passed.score = passed.max_score = 3;
  passed.stdout_text = "hello\n";
  judge::Result partly = graded_run("one", "dict-layout", judge::Status::failed);
  partly.checks = {graded_check("alive", true, 1.5), graded_check("found", false, 2),
                   graded_check("hidden away", false, 1)};
  partly.checks[2].hidden = true;
  partly.score = 1.5;
  partly.max_score = 4.5;
  judge::Result skipped = graded_run("two", "ipc", judge::Status::skipped);
  skipped.cause = supervise::Cause::needs;
  skipped.message = "needs Python >=3.12; this is 3.11.2";
  judge::Result hostile = graded_run("=two, \"x\"", "gil", judge::Status::failed);
  hostile.source = "submissions/:,%/" + hostile_text();
  hostile.checks = {graded_check(hostile_text().c_str(), false, 1)};
  hostile.checks[0].observed = record::Value(hostile_text());
  hostile.checks.push_back(hostile.checks[0]);
  hostile.max_score = 2;
  hostile.stdout_text = hostile_text() + std::string(1'000'000, 'x');
  hostile.stderr_text = hostile_text();
  grading.results = {
      passed,
      partly,
      ended_by("two", "gc-cycles", supervise::Cause::signal, "killed by SIGSEGV"),
      ended_by("two", "weakrefs", supervise::Cause::wall_time, "stopped after 10 s"),
      ended_by("two", "slots", supervise::Cause::exercise, "experiment.py: ZeroDivisionError"),
      skipped,
      hostile};
  grading.notes = {"isolation: no Landlock on this kernel"};
  return grading;
}

}  // namespace lab::report::sample
