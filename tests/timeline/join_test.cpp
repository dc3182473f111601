#include <doctest.h>

#include "lab/timeline/lane_range.h"

using lab::timeline::join;
using lab::timeline::LaneKind;
using lab::timeline::Step;

TEST_CASE("FewStepsStayExact") {
  std::vector<Step> steps{{0, 1, 1, 1, 100}, {10, 2, 2, 2, 100}};
  CHECK(join(steps, LaneKind::series, 0, 100, 10));
  CHECK(steps.size() == 2);
}

TEST_CASE("JoinedSeriesKeepTheirBounds") {
  std::vector<Step> steps;
  for (std::uint64_t t = 0; t < 1000; ++t) {
    const auto value = static_cast<std::int64_t>(t % 10);
    steps.push_back({t, value, value, value, 100});
  }
  CHECK_FALSE(join(steps, LaneKind::series, 0, 1000, 10));
  CHECK(steps.size() <= 11);
  for (const Step& step : steps) {
    CHECK(step.low == 0);
    CHECK(step.high == 9);
  }
}

TEST_CASE("JoinedStatesSayWhatMostOfTheTimeWas") {
  std::vector<Step> steps;
  for (std::uint64_t t = 0; t < 1000; t += 10) {
    steps.push_back({t, 2, 2, 2, 100});
    steps.push_back({t + 8, 0, 0, 0, 100});
  }
  CHECK_FALSE(join(steps, LaneKind::states, 0, 1000, 10));
  REQUIRE_FALSE(steps.empty());
  for (const Step& step : steps) {
    CHECK(step.value == 2);
    CHECK(step.share >= 75);
    CHECK(step.share <= 85);
  }
}

TEST_CASE("AShortHoldInALongSleepIsStillSeen") {
  std::vector<Step> steps;
  for (std::uint64_t t = 0; t < 100'000; t += 1000) {
    steps.push_back({t, 0, 0, 0, 100});
    steps.push_back({t + 990, 2, 2, 2, 100});
    steps.push_back({t + 994, 1, 1, 1, 100});
  }
  join(steps, LaneKind::states, 0, 100'000, 50);
  join(steps, LaneKind::states, 0, 100'000, 10);
  REQUIRE_FALSE(steps.empty());
  for (const Step& step : steps) {
    CHECK(step.value == 1);
    CHECK(step.share == 1);
  }
}

TEST_CASE("WhatWasNothingAllAlongIsNothing") {
  std::vector<Step> steps(30);
  for (std::size_t i = 0; i < steps.size(); ++i)
    steps[i].time = i;
  join(steps, LaneKind::states, 0, 30, 10);
  for (const Step& step : steps) {
    CHECK(step.value == 0);
    CHECK(step.share == 100);
  }
}

TEST_CASE("ALongStateAmongManyShortOnesIsWholeAgain") {
  std::vector<Step> steps;
  for (std::uint64_t t = 0; t < 100; ++t)
    steps.push_back({t, static_cast<std::int64_t>(t % 2), 0, 0, 100});
  steps.push_back({100, 1, 1, 1, 100});
  join(steps, LaneKind::states, 0, 1'000'000, 50);
  REQUIRE(steps.size() >= 2);
  CHECK(steps.back().value == 1);
  CHECK(steps.back().share == 100);
  CHECK(steps.size() < 5);
}

TEST_CASE("RatesAreSummedAndEndWhereNothingComes") {
  std::vector<Step> steps{{0, 3, 3, 3, 100}, {1, 4, 4, 4, 100}, {900, 5, 5, 5, 100}};
  CHECK_FALSE(join(steps, LaneKind::rate, 0, 1000, 10));
  REQUIRE(steps.size() == 4);
  CHECK(steps[0].value == 7);
  CHECK(steps[1].value == 0);
  CHECK(steps[2].value == 5);
  CHECK(steps[3].value == 0);
}
