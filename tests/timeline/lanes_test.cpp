#include <doctest.h>

#include "tests/timeline/written_log.h"

using namespace lab::timeline;
using lab::timeline::test::take_all;
using lab::timeline::test::WrittenLog;

namespace {

const Lane& lane_of(const std::vector<Lane>& lanes, std::string_view beginning) {
  for (const Lane& lane : lanes) {
    if (lane.id.starts_with(beginning)) return lane;
  }
  FAIL("no lane " << beginning);
  return lanes.front();
}

/// What the lane shows at `time`, by its steps.
std::int64_t value_at(const Lane& lane, std::uint64_t time) {
  std::int64_t value = 0;
  for (const Step& step : lane.steps) {
    if (step.time <= time) value = step.value;
  }
  return value;
}

}  // namespace

TEST_CASE("ARefcountStandsAsItWasWritten") {
  WrittenLog log;
  log.refcount("a", 1);
  log.line("own.py", 1);
  log.refcount("a", 4);
  log.refcount("b", 9);
  Timeline timeline(log.path());
  take_all(timeline);
  const std::uint64_t begin = timeline.begin_time();
  const auto lanes = timeline.lanes(begin, begin + 4000, 100);
  const Lane& a = lane_of(lanes, "refcount/a");
  CHECK(a.exact);
  CHECK(a.kind == LaneKind::series);
  CHECK(value_at(a, begin) == 1);
  CHECK(value_at(a, begin + 1999) == 1);
  CHECK(value_at(a, begin + 2000) == 4);
  CHECK(value_at(lane_of(lanes, "refcount/b"), begin + 3000) == 9);
}

TEST_CASE("AThreadHoldsWaitsAndIsOff") {
  WrittenLog log;
  for (const char* what : {"wait", "take", "let_go", "retake", "let_go"})
    log.gil(what);
  Timeline timeline(log.path());
  take_all(timeline);
  const std::uint64_t begin = timeline.begin_time();
  const auto lanes = timeline.lanes(begin, begin + 5000, 100);
  const Lane& gil = lane_of(lanes, "gil/");
  std::vector<std::string> shown;
  for (std::uint64_t n = 0; n < 5; ++n)
    shown.push_back(gil.states[static_cast<std::size_t>(value_at(gil, begin + 1000 * n))]);
  CHECK(shown == std::vector<std::string>{"waits", "holds", "off", "holds", "off"});
}

TEST_CASE("APartOfTheRunBeginsWithWhatStoodThen") {
  WrittenLog log;
  log.refcount("a", 42);
  for (int i = 0; i < 3000; ++i)
    log.line("own.py", i);
  Timeline timeline(log.path());
  take_all(timeline);
  const std::uint64_t begin = timeline.begin_time() + 2'000'000;
  const auto lanes = timeline.lanes(begin, begin + 1000, 100, {"refcount/a"});
  REQUIRE(lanes.size() == 1);
  REQUIRE_FALSE(lanes[0].steps.empty());
  CHECK(lanes[0].steps.front().time <= begin);
  CHECK(value_at(lanes[0], begin) == 42);
}

TEST_CASE("ALongRangeFromTheIndexAgreesWithItsRecords") {
  WrittenLog log;
  log.mixture(200'000, 5);  // more pages than are read for a range
  Timeline timeline(log.path());
  take_all(timeline);
  const std::uint64_t begin = timeline.begin_time();
  const std::uint64_t end = timeline.end_time() + 1;
  const auto whole = timeline.lanes(begin, end, 300);
  CHECK_FALSE(lane_of(whole, "refcount/a").exact);
  CHECK(lane_of(whole, "refcount/a").steps.size() <= 302);

  // The sum of all records, and the last value of each series, by the records of short ranges.
  std::int64_t counted = 0;
  for (const Step& step : lane_of(whole, "events").steps)
    counted += step.value;
  CHECK(counted == static_cast<std::int64_t>(timeline.count()));
  for (const Step& step : lane_of(whole, "refcount/a").steps) {
    CHECK(step.low <= step.value);
    CHECK(step.value <= step.high);
    CHECK(step.high < 100);
  }
  const auto ending = timeline.lanes(end - 1000, end, 300);
  CHECK(value_at(lane_of(whole, "refcount/b"), end) ==
        value_at(lane_of(ending, "refcount/b"), end));
  CHECK(value_at(lane_of(whole, "gil/"), end) == value_at(lane_of(ending, "gil/"), end));
}

TEST_CASE("ALogWithoutRecordsHasNoSteps") {
  WrittenLog log;
  Timeline timeline(log.path());
  take_all(timeline);
  CHECK(timeline.count() == 0);
  for (const Lane& lane : timeline.lanes(0, 1000, 10))
    CHECK(lane.steps.empty());
}
