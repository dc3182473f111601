#include <doctest.h>

#include "tests/timeline/written_log.h"

using lab::timeline::Entry;
using lab::timeline::Moment;
using lab::timeline::Number;
using lab::timeline::Timeline;
using lab::timeline::test::entries;
using lab::timeline::test::take_all;
using lab::timeline::test::WrittenLog;

TEST_CASE("TheMomentIsWhatAllRecordsBeforeItSaid") {
  WrittenLog log;
  log.start("own.py");
  log.mixture(5000, 1);
  Timeline timeline(log.path());
  take_all(timeline);
  const std::vector<Entry> all = entries(timeline);
  REQUIRE(all.size() == log.written());
  for (const Number number : {0U, 1U, 511U, 512U, 513U, 1024U, 3333U, 5000U}) {
    std::map<std::string, Number> expected;
    for (Number at = 0; at <= number; ++at) {
      if (!all[at].subject.empty()) expected[all[at].subject] = at;
    }
    const Moment moment = timeline.moment(number);
    REQUIRE(moment.subjects.size() == expected.size());
    for (const auto& [subject, entry] : moment.subjects)
      CHECK_MESSAGE(entry.number == expected[subject], subject);
  }
}

TEST_CASE("BeforeAPageStandsWhatThePagesBeforeItSaid") {
  WrittenLog log;
  log.refcount("a", 5);
  for (int i = 0; i < 600; ++i)
    log.line("own.py", i);
  Timeline timeline(log.path());
  take_all(timeline);
  CHECK(timeline.before_page(100).empty());
  const auto before = timeline.before_page(520);
  REQUIRE(before.contains("refcount/a"));
  CHECK(before.at("refcount/a").number == 0);
  CHECK(before.size() == 2);  // and the last line
}

TEST_CASE("RecordsAreTheProgramsOwnFromItsFirstLineOn") {
  WrittenLog log;
  log.start("own.py");
  log.line("<frozen importlib._bootstrap>", 3);
  log.collect(0, true, 10);
  log.line("own.py", 1);
  log.collect(0, false, 10);
  log.line("/usr/lib/python3.11/os.py", 9);
  Timeline timeline(log.path());
  take_all(timeline);
  REQUIRE(timeline.overview().first_own_line);
  CHECK(*timeline.overview().first_own_line == 3);
  std::vector<bool> own;
  for (const Entry& entry : entries(timeline))
    own.push_back(entry.own);
  CHECK(own == std::vector<bool>{false, false, false, true, true, false});
}

TEST_CASE("TheLastRecordAtATime") {
  WrittenLog log;
  for (int i = 0; i < 2000; ++i)
    log.line("own.py", i);
  Timeline timeline(log.path());
  take_all(timeline);
  const std::uint64_t first = timeline.begin_time();
  CHECK(timeline.number_at(0) == 0);
  CHECK(timeline.number_at(first) == 0);
  CHECK(timeline.number_at(first + 999) == 0);
  CHECK(timeline.number_at(first + 1000) == 1);
  CHECK(timeline.number_at(first + 1'234'567) == 1234);
  CHECK(timeline.number_at(first + 1'000'000'000) == 1999);
}

TEST_CASE("AWriteIsCausedByTheLineThatWasExecuted") {
  WrittenLog log;
  log.line("own.py", 7);
  log.gil("wait");
  log.refcount("a", 2);
  log.collect(2, true, 5);
  log.collect(2, false, 5);
  Timeline timeline(log.path());
  take_all(timeline);
  CHECK(timeline.cause(2) == 0);
  CHECK(timeline.cause(4) == 3);
  CHECK_FALSE(timeline.cause(0));
}
