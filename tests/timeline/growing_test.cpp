#include <doctest.h>

#include <fstream>

#include "tests/timeline/written_log.h"

using namespace lab::timeline;
using lab::timeline::test::take_all;
using lab::timeline::test::WrittenLog;

TEST_CASE("WhatIsWrittenLaterIsThereAtTheNextAdvance") {
  WrittenLog log;
  log.line("own.py", 1);
  Timeline timeline(log.path());
  take_all(timeline);
  CHECK(timeline.count() == 1);
  CHECK_FALSE(timeline.finished());
  CHECK(timeline.at(0).line == 1);
  for (int i = 2; i <= 1500; ++i) {
    log.line("own.py", i);
    take_all(timeline);
    REQUIRE(timeline.count() == static_cast<Number>(i));
    CHECK(timeline.at(timeline.count() - 1).line == i);
  }
  CHECK(timeline.moment(700).subjects.size() == 1);
  log.close();
  lab::record::finish_log(log.path());
  take_all(timeline);
  CHECK(timeline.finished());
}

TEST_CASE("TwoLookAtOneLog") {
  WrittenLog log;
  log.mixture(2000, 3);
  Timeline one(log.path());
  Timeline other(log.path());
  take_all(one);
  log.mixture(500, 4);
  take_all(other);
  take_all(one);
  CHECK(one.count() == other.count());
  CHECK(one.moment(2400).subjects.size() == other.moment(2400).subjects.size());
}

TEST_CASE("AnAdvanceKeepsToItsBudget") {
  WrittenLog log;
  log.mixture(30'000, 3);
  Timeline timeline(log.path());
  int advances = 1;
  while (timeline.advance(std::chrono::milliseconds(0)))
    ++advances;
  CHECK(advances >= 10);  // not all at once, whatever the machine
  CHECK(timeline.count() == log.written());
}

TEST_CASE("ACutLogIsShownUpToItsCut") {
  WrittenLog log;
  log.mixture(2000, 3);
  log.close();
  lab::record::finish_log(log.path());
  std::filesystem::resize_file(log.path(), std::filesystem::file_size(log.path()) - 5000);
  Timeline timeline(log.path());
  take_all(timeline);
  CHECK(timeline.damage().cut);
  CHECK(timeline.count() > 0);
  CHECK(timeline.count() < log.written());
  CHECK_NOTHROW(timeline.moment(timeline.count() - 1));
}

TEST_CASE("ALogThatShrinksBelowWhatWasReadSaysSoAndDoesNotDie") {
  WrittenLog log;
  log.mixture(3000, 3);
  log.close();
  lab::record::finish_log(log.path());
  Timeline timeline(log.path());
  take_all(timeline);
  std::filesystem::resize_file(log.path(), 8192);
  CHECK(timeline.at(2900).name == "notice");
  CHECK_NOTHROW(timeline.at(0));
  CHECK_NOTHROW(timeline.lanes(timeline.begin_time(), timeline.end_time(), 100));
}
