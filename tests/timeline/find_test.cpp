#include <doctest.h>

#include "lab/timeline/entry.h"
#include "tests/timeline/written_log.h"

using namespace lab::timeline;
using lab::timeline::test::entries;
using lab::timeline::test::take_all;
using lab::timeline::test::WrittenLog;

namespace {

std::optional<Number> naive(const std::vector<Entry>& all, Number from, Direction direction,
                            const Query& query) {
  if (direction == Direction::forward) {
    for (Number n = from + 1; n < all.size(); ++n) {
      if (fits(all[n], query)) return n;
    }
  } else {
    for (Number n = from; n > 0; --n) {
      if (fits(all[n - 1], query)) return n - 1;
    }
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("FindsWhatALookAtEachRecordFinds") {
  WrittenLog log;
  log.start("own.py");
  log.mixture(3000, 9);
  log.notice("a Word at the end");
  Timeline timeline(log.path());
  take_all(timeline);
  const std::vector<Entry> all = entries(timeline);
  const std::vector<Query> queries{{"refcount", "", false}, {"gc.start", "", false},
                                   {"line", "", true},      {"", "word", false},
                                   {"gil", "", true},       {"refcount", "b", false},
                                   {"", "", true},          {"no such", "", false}};
  for (const Query& query : queries) {
    for (const Number from :
         {Number{0}, Number{511}, Number{512}, Number{1700}, timeline.count() - 1}) {
      for (const Direction direction : {Direction::forward, Direction::back}) {
        const auto found = timeline.find(from, direction, query);
        const auto expected = naive(all, from, direction, query);
        CHECK_MESSAGE(found.number == expected,
                      query.name << " " << query.text << " from " << from);
        CHECK(found.all == !expected.has_value());
      }
    }
  }
}

TEST_CASE("ASearchThatTakesLongSaysHowFarItCame") {
  WrittenLog log;
  for (int i = 0; i < 20'000; ++i)
    log.line("own.py", i);
  Timeline timeline(log.path());
  take_all(timeline);
  const Query query{"", "not there", false};
  Number from = 0;
  int looks = 0;
  for (;;) {
    const auto found = timeline.find(from, Direction::forward, query, std::chrono::milliseconds(0));
    CHECK_FALSE(found.number);
    ++looks;
    if (found.all) break;
    REQUIRE(found.reached > from);
    from = found.reached;
  }
  CHECK(looks > 1);
}

TEST_CASE("GoingOverAllTellsNamesAndOwnersAsTheRecordsDo") {
  WrittenLog log;
  log.start("own.py");
  log.mixture(2000, 4);
  Timeline timeline(log.path());
  take_all(timeline);
  const std::vector<Entry> all = entries(timeline);
  Number next = 700;
  timeline.each(700, [&](Number number, std::string_view name, bool own) {
    REQUIRE(number == next);
    CHECK(name == all[number].name);
    CHECK(own == all[number].own);
    return ++next < 1900;
  });
  CHECK(next == 1900);
}
