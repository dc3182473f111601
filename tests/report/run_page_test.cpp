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
        R"(gc-cycles · question 4                                            CPython 3.11.2
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

  expected answers                          observed
  ✓ alive right after the last name is gone 2
  ✓ refcount of each, before                1
  ✓ __del__ ran                             "once each"
  ✓ left in gc.garbage                      0

  what people say
  ✓ they form a cycle                       holds
  ✓ the collector frees them                holds
  ✗ not when they define __del__            outdated since 3.4, PEP 442
      Since 3.4 finalizers run before the cycle is broken.

  passed · 4 of 4 · 41 ms
  next   lab show gc-cycles --starter > mine.py   begin your own answer
         lab run gc-cycles --answer mine.py       grade it
  trace  lab log /logs/gc-cycles.lablog
)");
}

TEST_CASE("Run page: passed, 40 columns, ASCII") {
  CHECK(page_of(sample::passed_cycles(), {40, false, false}) ==
        R"(gc-cycles - question 4    CPython 3.11.2
Two objects point at each other and you
drop both names. Who frees them, and
when?

  reference counts
       1   2   3   4
    a  2 - 1 ..... 0
    b  2 ----- 1 . 0
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

  expected answers
)");
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
  CHECK(contains(page, R"(
  expected answers                          observed
)"));
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
