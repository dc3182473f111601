#include "bindings/watch/gc_lengths.h"

#include <doctest.h>

#include <vector>

using lab::bindings::ListLengths;

namespace {

/// Three lists of given lengths, and how much walking was done in each.
struct Lists {
  std::vector<std::uint64_t> lengths;
  std::vector<std::uint64_t> walked = {0, 0, 0};

  auto walk() {
    return [this](std::size_t list, std::uint64_t limit) {
      const std::uint64_t objects = std::min(lengths[list], limit);
      walked[list] += objects;
      return ListLengths::Walked{objects, objects == lengths[list]};
    };
  }
};

constexpr std::uint64_t kLongestFirst = ListLengths::kFirstCredit / ListLengths::kWalks;

}  // namespace

TEST_CASE("ShortRunHasEveryLength") {
  Lists lists{{700, 3000, 6000}};
  ListLengths lengths;
  for (int event = 0; event < 60; ++event) {
    CHECK(lengths.measure(0, 0, lists.walk()) == 700);
    CHECK(lengths.measure(1, 0, lists.walk()) == 3000);
    CHECK(lengths.measure(2, 0, lists.walk()) == 6000);
  }
}

TEST_CASE("LongRunHasTheYoungestLengthEveryFourthTime") {
  Lists lists{{700, 0, 0}};
  ListLengths lengths;
  const int collections = 20'000;
  int measured = 0;
  for (int collection = 0; collection < collections; ++collection) {
    lengths.earn(700);
    measured += lengths.measure(0, 700, lists.walk()).has_value();
  }
  CHECK(measured >= collections / 4);
  CHECK(measured < collections / 2);
}

TEST_CASE("LongListIsWalkedOnceAndThenLeftAlone") {
  Lists lists{{0, 0, 1'000'000}};
  ListLengths lengths;
  for (int event = 0; event < 1000; ++event) {
    CHECK_FALSE(lengths.measure(2, 0, lists.walk()).has_value());
  }
  CHECK(lists.walked[2] == kLongestFirst);
}

TEST_CASE("LongListIsMeasuredAgainWhenItHasBeenEarned") {
  Lists lists{{0, 0, 1'000'000}};
  ListLengths lengths;
  std::uint64_t made = 0;
  while (!lengths.measure(2, 1'000'000, lists.walk()).has_value()) {
    REQUIRE(made < 400'000'000);
    lengths.earn(10'000);
    made += 10'000;
  }
  CHECK(made >= 140'000'000);
}

TEST_CASE("LengthThatJustFitsIsGiven") {
  Lists lists{{0, 0, kLongestFirst}};
  ListLengths lengths;
  CHECK(lengths.measure(2, 0, lists.walk()) == kLongestFirst);
  CHECK_FALSE(lengths.measure(2, 0, lists.walk()).has_value());
}

TEST_CASE("WalkingStaysWithinWhatWasEarned") {
  Lists lists{{700, 7000, 1'000'000}};
  ListLengths lengths;
  const std::uint64_t rounds = 10'000;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    lengths.earn(700);
    for (std::size_t list = 0; list < ListLengths::kLists; ++list) {
      lengths.measure(list, 0, lists.walk());
    }
  }
  for (std::size_t list = 0; list < ListLengths::kLists; ++list) {
    const std::uint64_t earned = rounds * 700 * ListLengths::kEarned[list] / 100;
    CHECK(lists.walked[list] <= ListLengths::kFirstCredit + earned);
  }
}

TEST_CASE("OneListDoesNotSpendForAnother") {
  Lists lists{{1'000'000, 0, 500}};
  ListLengths lengths;
  for (int event = 0; event < 100; ++event)
    lengths.measure(0, 0, lists.walk());
  CHECK(lengths.credit(2) == ListLengths::kFirstCredit);
  CHECK(lengths.measure(2, 0, lists.walk()) == 500);
}

TEST_CASE("EstimateBeyondTheCreditSpendsNothing") {
  Lists lists{{1'000'000, 0, 0}};
  ListLengths lengths;
  CHECK_FALSE(lengths.measure(0, 1'000'000, lists.walk()).has_value());
  CHECK(lists.walked[0] == 0);
  CHECK(lengths.credit(0) == ListLengths::kFirstCredit);
}

TEST_CASE("EmptiedListIsWalkedAgain") {
  Lists lists{{kLongestFirst, 0, 0}};
  ListLengths lengths;
  REQUIRE(lengths.measure(0, 0, lists.walk()).has_value());
  lists.lengths[0] = 700;
  CHECK_FALSE(lengths.measure(0, 700, lists.walk()).has_value());
  lengths.emptied(0);
  CHECK(lengths.measure(0, 700, lists.walk()) == 700);
}
