#include <doctest.h>

#include "lab/report/report.h"
#include "sample.h"

using namespace lab::report;
using sample::Scene;

namespace {

std::string page_of(const Scene& scene, const Style& style) {
  return run_page(scene.exercise, scene.run, scene.result, style);
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string without_colour(std::string text) {
  for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b', at)) {
    text.erase(at, text.find('m', at) + 1 - at);
  }
  return text;
}

}  // namespace

TEST_CASE("Run page: passed with the reference answer, 80 columns") {
  CHECK(page_of(sample::passed_cycles(), {80, false, true}) ==
        R"page(gc-cycles · question 4                                            CPython 3.11.2
Two objects point at each other and you drop both names. Who frees them, and
when?

  reference counts
       before    del a     del b     gc.collect()
    a  2 ─────── 1 ················· 0
    b  2 ───────────────── 1 ······· 0

  why it may free them
    object   refcount   inside   left
    a               1        1      0
    b               1        1      0
    Nothing is left, so nothing outside holds them.

  collections
                  in order  times  unreachable    took
    generation 2  ▲             1            2  300 µs

  expected answers                            observed
  ✓ alive right after the last name is gone   2
  ✓ refcount of each, before                  1
  ✓ __del__ ran                               "once each"
  ✓ left in gc.garbage                        0

  what people say
  ✓ they form a cycle                         holds
  ✓ the collector frees them                  holds
  ✗ not when they define __del__              outdated since 3.4, PEP 442
      Since 3.4 finalizers run before the cycle is broken.

  passed · 4 of 4 · 41 ms
  next   lab show gc-cycles --starter > mine.py   begin your own answer
         lab run gc-cycles --answer mine.py       grade it
  trace  lab log /logs/gc-cycles.lablog
)page");
}

TEST_CASE("Run page: passed, 40 columns, ASCII") {
  CHECK(page_of(sample::passed_cycles(), {40, false, false}) ==
        R"page(gc-cycles - question 4    CPython 3.11.2
Two objects point at each other and you
drop both names. Who frees them, and
when?

  reference counts
       1       2       3       4
    a  2 ----- 1 ............. 0
    b  2 ------------- 1 ..... 0
       1 before   2 del a   3 del b
       4 gc.collect()

  why it may free them
    object   refcount   inside   left
    a               1        1      0
    b               1        1      0
    Nothing is left, so nothing outside
    holds them.

  collections
           order   times  unreachable
    gen 2  *           1            2

  expected answers          observed
  ok alive right after the  2
     last name is gone
  ok refcount of each,      1
     before
  ok __del__ ran            "once each"
  ok left in gc.garbage     0

  what people say
  ok they form a cycle      holds
  ok the collector frees    holds
     them
  no not when they define   outdated
     __del__                since 3.4,
                            PEP 442
       Since 3.4 finalizers run before
       the cycle is broken.

  passed - 4 of 4 - 41 ms
  next   lab show gc-cycles --starter >
         mine.py
         lab run gc-cycles --answer
         mine.py
  trace  lab log /logs/gc-cycles.lablog
)page");
}

TEST_CASE("Run page: an own answer that passed leads to the explanation") {
  Scene scene = sample::passed_cycles();
  scene.result.source = "mine.py";
  const std::string page = page_of(scene, {80, false, true});
  CHECK(page.starts_with("gc-cycles · question 4 · mine.py  "));
  CHECK(contains(page, "  next   lab show gc-cycles --explanation   the whole story\n"));
}

TEST_CASE("Run page: each failure is explained under its line, a hidden one is not") {
  const std::string page = page_of(sample::failed_cycles(), {80, false, true});
  CHECK(contains(page, R"page(
  what it printed
    │ made 2 nodes
    │ ::error file=x::not ours

  expected answers                            observed
  ✓ alive right after the last name is gone   2
  ✗ refcount of each, before                  3
      expected  1
      observed  3 (experiment.py:14)
      why       Each of the two is still held by the other one, so neither count
                reaches 0.
      hint      Count who refers to whom.
  ✗ __del__ ran                               not observed
      expected  "once each"
      observed  nothing
      hint      Count who refers to whom.
  ✗ hidden check 1                            failed

  what people say
  ✓ they form a cycle                         holds
  ✓ the collector frees them                  holds
      contradicted in this run: 'refcount of each, before' failed
  ✗ not when they define __del__              outdated since 3.4, PEP 442
      not shown in this run
      Since 3.4 finalizers run before the cycle is broken.

  failed · 1 of 4 · 41 ms
  next   lab show gc-cycles --hints 1   a first hint
  trace  lab log /logs/gc-cycles.lablog
)page"));
  CHECK_FALSE(contains(page, "left in gc.garbage"));
  CHECK_FALSE(contains(page, "7712"));
}

TEST_CASE("Run page: the first failures are explained in full, of the others what was expected") {
  Scene scene = sample::failed_cycles();
  scene.result.checks.assign(5, scene.result.checks[1]);
  const std::string page = page_of(scene, {80, false, true});
  std::size_t explained = 0;
  std::size_t expected = 0;
  for (std::size_t at = page.find("      why "); at != std::string::npos;
       at = page.find("      why ", at + 1)) {
    ++explained;
  }
  for (std::size_t at = page.find("      expected "); at != std::string::npos;
       at = page.find("      expected ", at + 1)) {
    ++expected;
  }
  CHECK(explained == 3);
  CHECK(expected == 5);
}

TEST_CASE("Run page: an exception is told first, with the last things seen") {
  CHECK(page_of(sample::raised_cycles(), {80, false, true}) ==
        R"page(gc-cycles · question 4 · mine.py                                  CPython 3.11.2
Two objects point at each other and you drop both names. Who frees them, and
when?

  ✗ ended by an uncaught exception (status 1)
      ZeroDivisionError: division by zero (mine.py:12)

  the last things that were seen
    observed  refcounts = {a: [2, 1, 1, 0], b: [2, 2, 1, 0]}    experiment.py:14
              steps = ["before", "del a", "del b", "gc.colle…   experiment.py:14
              explain = [{object: "a", refcount: 1, inside: …   experiment.py:14
    event     gc.start  generation 2
              gc.stop  generation 2, collected 2, uncollectable 0, duration 300…

  what it wrote to stderr
    │ Traceback (most recent call last):
    │   File "mine.py", line 12, in make
    │     return 1 / 0
    │ ZeroDivisionError: division by zero

  expected answers                            observed
  ✓ alive right after the last name is gone   2
  ? 3 more were not reached

  what people say
    not judged: the run did not come to its end

  did not finish · 0 of 4 · 41 ms
  next   lab show gc-cycles --hints 1   a first hint
  trace  lab log /logs/gc-cycles.lablog
)page");
}

TEST_CASE("Run page: a message that says more than the exception stands before it") {
  Scene scene = sample::raised_cycles();
  scene.result.message = "mine.py: does not define make_tree (lab show gc-cycles)";
  CHECK(contains(page_of(scene, {80, false, true}),
                 "  ✗ ended by an uncaught exception (status 1)\n"
                 "      mine.py: does not define make_tree (lab show gc-cycles)\n"
                 "      ZeroDivisionError: division by zero (mine.py:12)\n"));
}

TEST_CASE("Run page: a crash, a missing end record, a fault of the exercise") {
  Scene scene = sample::raised_cycles();
  scene.run.exception.reset();
  const auto first_line = [&scene] {
    const std::string page = page_of(scene, {80, false, true});
    const std::size_t at = page.find("  ✗ ");
    return page.substr(at, page.find('\n', at) - at);
  };
  scene.run.outcome.cause = scene.result.cause = lab::supervise::Cause::signal;
  scene.run.outcome.signal = 11;
  CHECK(first_line() == "  ✗ killed by SIGSEGV (invalid memory reference)");
  scene.run.outcome.cause = scene.result.cause = lab::supervise::Cause::exited;
  scene.result.message = "the host did not write its end record";
  CHECK(first_line() == "  ✗ the host did not write its end record");
  scene.result.cause = lab::supervise::Cause::exercise;
  scene.result.message = "exercise.toml:3: number is missing";
  CHECK(first_line() == "  ✗ exercise.toml:3: number is missing");
  CHECK(contains(page_of(scene, {80, false, true}), "  next   lab check gc-cycles "));
}

TEST_CASE("Run page: a skipped run is neither passed nor failed and shows no checks") {
  Scene scene = sample::passed_cycles();
  scene.run = {};
  scene.result.status = lab::judge::Status::skipped;
  scene.result.cause = lab::supervise::Cause::needs;
  scene.result.message = "needs Python >=3.12; this is 3.11.2";
  scene.result.checks.clear();
  scene.result.log.clear();
  CHECK(page_of(scene, {80, false, true}) ==
        R"page(gc-cycles · question 4                                            CPython 3.11.2
Two objects point at each other and you drop both names. Who frees them, and
when?

  ? not run: needs Python >=3.12; this is 3.11.2

  skipped
  next   lab doctor   what is missing and how to get it
)page");
}

TEST_CASE("Run page: on a wide terminal prose stays readable") {
  const std::string page = page_of(sample::failed_cycles(), {200, false, true});
  CHECK(page.starts_with("gc-cycles · question 4 · mine.py" + std::string(54, ' ') +
                         "CPython 3.11.2\nTwo objects point at each other and you drop both names. "
                         "Who frees them, and when?\n"));
}

TEST_CASE("Run page: colour carries nothing that the words do not") {
  for (const Scene& scene :
       {sample::passed_cycles(), sample::failed_cycles(), sample::raised_cycles()}) {
    for (int width : {40, 80, 200}) {
      const std::string coloured = page_of(scene, {width, true, true});
      CHECK(contains(coloured, "\x1b[3"));
      CHECK(without_colour(coloured) == page_of(scene, {width, false, true}));
    }
  }
}

TEST_CASE("Run page: where two long values differ first") {
  Scene scene = sample::failed_cycles();
  lab::record::List expected = sample::numbers(std::vector<std::int64_t>(20, -1));
  lab::record::List observed = expected;
  observed[17] = sample::number(4);
  scene.result.checks[1] =
      sample::check("indices", lab::judge::CheckStatus::failed, expected, observed, "b");
  CHECK(contains(page_of(scene, {80, false, true}),
                 "\n      differs   at [17]: expected -1, observed 4\n"));
}
