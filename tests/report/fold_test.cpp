#include <doctest.h>

#include <algorithm>

#include "lab/report/report.h"
#include "sample.h"

using namespace lab::report;
using lab::judge::CheckStatus;
using sample::number;
using sample::Scene;

namespace {

std::string folded_page(const Scene& scene, int height) {
  return run_page(scene.exercise, scene.run, scene.result, {80, false, true, height});
}

int height_in_lines(const std::string& page) {
  return static_cast<int>(std::count(page.begin(), page.end(), '\n'));
}

bool has(const std::string& page, std::string_view part) {
  return page.find(part) != std::string::npos;
}

/// The reference answer of an exercise with 20 checks: 8 bear on claim a, 4 on b, 8 on none.
Scene many_checks() {
  Scene scene = sample::passed_cycles();
  scene.result.checks.clear();
  for (int i = 0; i < 20; ++i) {
    scene.result.checks.push_back(sample::check("check number " + std::to_string(i),
                                                CheckStatus::passed, number(i), number(i),
                                                i < 8 ? "a" : (i < 12 ? "b" : "")));
  }
  return scene;
}

}  // namespace

TEST_CASE("Fold: a page that fits is whole and says nothing of more") {
  const Scene scene = sample::passed_cycles();
  const std::string whole = folded_page(scene, 0);
  CHECK(folded_page(scene, height_in_lines(whole)) == whole);
  CHECK_FALSE(has(whole, "--full"));
}

TEST_CASE("Fold: checks that passed are one line for each claim") {
  const std::string page = folded_page(many_checks(), 40);
  CHECK(height_in_lines(page) <= 40);
  CHECK(has(page, "  ✓ check number 0, check n"));
  CHECK(has(page, "8 as expected\n"));
  CHECK(has(page, "  ✓ check number 8, check n"));
  CHECK(has(page, "4 as expected\n"));
  CHECK_FALSE(has(page, "✓ check number 1 "));
  // All that stands around them is still there.
  CHECK(has(page, "reference counts"));
  CHECK(has(page, "generation 2"));
  CHECK(has(page, "Since 3.4 finalizers run before the cycle is broken."));
  CHECK(has(page, "lab run gc-cycles --full"));
}

TEST_CASE("Fold: on a small screen one line for all, and pictures go before verdicts") {
  const std::string page = folded_page(many_checks(), 27);
  CHECK(height_in_lines(page) <= 27);
  CHECK(has(page, "expected answers"));
  CHECK(has(page, "20 as expected\n"));
  CHECK(has(page, "reference counts"));  // the first picture stays
  CHECK_FALSE(has(page, "generation 2"));
  CHECK(has(page, "outdated since 3.4, PEP 442"));
  CHECK(has(page, "lab log /logs/gc-cycles.lablog"));
}

TEST_CASE("Fold: on the smallest screen the summary says what passed") {
  const std::string page = folded_page(many_checks(), 20);
  CHECK(height_in_lines(page) <= 23);
  CHECK_FALSE(has(page, "expected answers"));
  CHECK(has(page, "  passed · 4 of 4 points · 20 of 20 answers as expected · 41 ms\n"));
  CHECK(has(page, "  ✗ not when they define __del__"));
}

TEST_CASE("Fold: a check that failed is told in full on the smallest screen") {
  Scene scene = sample::failed_cycles();
  for (int i = 0; i < 20; ++i) {
    scene.result.checks.push_back(sample::check("passed number " + std::to_string(i),
                                                CheckStatus::passed, number(i), number(i), "a"));
  }
  const std::string page = folded_page(scene, 23);
  const std::string whole = folded_page(scene, 0);
  const std::size_t first = whole.find("  ✗ refcount of each, before");
  REQUIRE(first != std::string::npos);
  for (const char* part :
       {"  ✗ refcount of each, before", "expected  1", "observed  3", "Count who refers to whom.",
        "  ✗ __del__ ran", "not observed", "  ✗ hidden check 1", "contradicted in this run"}) {
    CHECK_MESSAGE(has(page, part), part);
  }
  CHECK_FALSE(has(page, "passed number 19"));
  CHECK_FALSE(has(page, "77124"));
  CHECK(has(page, "21 of 24 answers as expected"));
  CHECK(has(page, "lab run gc-cycles --answer mine.py --full"));
}

TEST_CASE("Fold: a hidden check that passed gives its name to nobody") {
  Scene scene = many_checks();
  for (lab::judge::Check& check : scene.result.checks)
    check.hidden = true;
  const std::string page = folded_page(scene, 30);
  CHECK_FALSE(has(page, "check number"));
  CHECK(has(page, "  ✓ hidden checks"));
}

TEST_CASE("Fold: what did not come to its end is not folded away") {
  const Scene scene = sample::raised_cycles();
  const std::string page = folded_page(scene, 23);
  CHECK(has(page, "ZeroDivisionError: division by zero (mine.py:12)"));
  CHECK(has(page, "the last things that were seen"));
}
