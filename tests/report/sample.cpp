#include "sample.h"

namespace lab::report::sample {

using judge::CheckStatus;
using judge::Evidence;
using judge::PanelKind;
using judge::Verdict;
using record::List;
using record::Map;
using record::Value;

Value number(std::int64_t value) {
  return value;
}

List numbers(const std::vector<std::int64_t>& values) {
  List list;
  for (std::int64_t value : values)
    list.push_back(number(value));
  return list;
}

record::Observation observation(std::string name, Value value) {
  record::Observation made;
  made.experiment = true;
  made.file = "exercises/internals/gc-cycles/experiment.py";
  made.qualname = "<module>";
  made.line = 14;
  made.name = std::move(name);
  made.value = std::move(value);
  return made;
}

void add_event(judge::Run& run, const record::Event& event) {
  run.watched.add(event);
  run.last_events.push_back(event);
}

void add_collection(judge::Run& run, std::int64_t generation, std::int64_t collected,
                    std::int64_t nanoseconds) {
  add_event(run, {"gc.start", {{"generation", number(generation)}}});
  add_event(run, {"gc.stop",
                  {{"generation", number(generation)},
                   {"collected", number(collected)},
                   {"uncollectable", number(0)},
                   {"duration_ns", number(nanoseconds)}}});
}

judge::Check check(std::string name, CheckStatus status, Value expected,
                   std::optional<Value> observed, std::string claim) {
  judge::Check made;
  made.name = std::move(name);
  made.status = status;
  made.op = "equals";
  made.expected_text = record::to_text(expected);
  made.expected = std::move(expected);
  made.observed = std::move(observed);
  made.why = "Each of the two is still held by the other one, so neither count reaches 0.";
  if (status != CheckStatus::passed) made.hint = "Count who refers to whom.";
  made.claim = std::move(claim);
  made.file = "exercises/internals/gc-cycles/experiment.py";
  made.line = 14;
  return made;
}

judge::Panel panel(PanelKind kind, std::string title, std::string observe) {
  judge::Panel made;
  made.kind = kind;
  made.title = std::move(title);
  made.observe = std::move(observe);
  return made;
}

namespace {

judge::Exercise cycles_exercise() {
  judge::Exercise exercise;
  exercise.number = 4;
  exercise.slug = "gc-cycles";
  exercise.directory = "exercises/internals/gc-cycles";
  exercise.question =
      "Two objects point at each other and you drop both names.\nWho frees them, and when?\n";
  exercise.hints = {"Look at the counts.", "Call the collector."};
  judge::Panel series = panel(PanelKind::series, "reference counts", "refcounts");
  series.steps = "steps";
  judge::Panel table = panel(PanelKind::table, "why it may free them", "explain");
  table.caption = "Nothing is left, so nothing outside holds them.";
  exercise.panels = {series, table, panel(PanelKind::collections, "collections", "")};
  return exercise;
}

judge::Run cycles_run() {
  judge::Run run;
  run.python = {3, 11, 2};
  run.ended = true;
  const auto row = [](const char* name) {
    return Map{
        {"object", name}, {"refcount", number(1)}, {"inside", number(1)}, {"left", number(0)}};
  };
  run.observations = {
      observation("refcounts", Map{{"a", numbers({2, 1, 1, 0})}, {"b", numbers({2, 2, 1, 0})}}),
      observation("steps", List{"before", "del a", "del b", "gc.collect()"}),
      observation("explain", List{row("a"), row("b")})};
  add_collection(run, 2, 2, 300000);
  return run;
}

std::vector<judge::ClaimResult> cycles_claims() {
  return {{{"a", "they form a cycle", Verdict::holds, "", "", ""}, Evidence::confirmed},
          {{"b", "the collector frees them", Verdict::holds, "", "", ""}, Evidence::confirmed},
          {{"c", "not when they define __del__", Verdict::outdated, "3.4", "PEP 442",
            "Since 3.4 finalizers run before the cycle is broken."},
           Evidence::confirmed}};
}

}  // namespace

Scene passed_cycles() {
  Scene scene{cycles_exercise(), cycles_run(), {}};
  judge::Result& result = scene.result;
  result.exercise = "gc-cycles";
  result.python = "3.11.2";
  result.source = "exercises/internals/gc-cycles/answer.py";
  result.status = judge::Status::passed;
  result.score = result.max_score = 4;
  result.seconds = 0.0413;
  result.log = "/logs/gc-cycles.lablog";
  const auto passed = CheckStatus::passed;
  result.checks = {
      check("alive right after the last name is gone", passed, number(2), number(2), "a"),
      check("refcount of each, before", passed, number(1), number(1), "b"),
      check("__del__ ran", passed, "once each", "once each", "c"),
      check("left in gc.garbage", passed, number(0), number(0), "c")};
  result.claims = cycles_claims();
  result.watched = {{"gc", Map{{"collections", numbers({0, 0, 1})},
                               {"collected", number(2)},
                               {"uncollectable", number(0)}}}};
  return scene;
}

Scene failed_cycles() {
  Scene scene = passed_cycles();
  judge::Result& result = scene.result;
  result.source = "mine.py";
  result.status = judge::Status::failed;
  result.score = 1;
  result.checks[1] =
      check("refcount of each, before", CheckStatus::failed, number(1), number(3), "b");
  result.checks[2] =
      check("__del__ ran", CheckStatus::not_observed, "once each", std::nullopt, "c");
  result.checks[3] =
      check("left in gc.garbage", CheckStatus::failed, number(77123), number(77124), "");
  result.checks[3].hidden = true;
  result.claims[1].evidence = Evidence::contradicted;
  result.claims[2].evidence = Evidence::not_shown;
  result.stdout_text = "made 2 nodes\n::error file=x::not ours\n";
  return scene;
}

Scene raised_cycles() {
  Scene scene = passed_cycles();
  judge::Result& result = scene.result;
  result.source = "mine.py";
  result.status = judge::Status::error;
  result.cause = supervise::Cause::exception;
  result.message = "ZeroDivisionError: division by zero (mine.py:12)";
  result.score = 0;
  for (std::size_t i = 1; i < result.checks.size(); ++i) {
    result.checks[i].status = CheckStatus::not_observed;
    result.checks[i].observed.reset();
  }
  for (judge::ClaimResult& claim : result.claims)
    claim.evidence = Evidence::not_shown;
  result.stderr_text =
      "Traceback (most recent call last):\n  File \"mine.py\", line 12, in make\n    return 1 / 0\n"
      "ZeroDivisionError: division by zero\n";
  scene.run.ended = false;
  scene.run.outcome.status = 1;
  scene.run.exception = {"ZeroDivisionError", "division by zero", "mine.py", 12};
  return scene;
}

}  // namespace lab::report::sample
