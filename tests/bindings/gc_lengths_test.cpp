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

}  // namespace

TEST_CASE("ShortListsAreAlwaysMeasured") {
  Lists lists{{10, 200, 3000}};
  ListLengths lengths;
  for (int round = 0; round < 50; ++round) {
    CHECK(lengths.measure(0, 0, lists.walk()) == 10);
    CHECK(lengths.measure(1, 0, lists.walk()) == 200);
    CHECK(lengths.measure(2, 0, lists.walk()) == 3000);
  }
}

TEST_CASE("LongListIsWalkedOnceAndThenLeftAlone") {
  Lists lists{{0, 0, 1'000'000}};
  ListLengths lengths;
  for (int round = 0; round < 1000; ++round)
    CHECK_FALSE(lengths.measure(2, 0, lists.walk()).has_value());
  CHECK(lists.walked[2] == ListLengths::kFirstCredit);
}

TEST_CASE("LongListIsMeasuredAgainWhenItHasBeenEarned") {
  Lists lists{{0, 0, 1'000'000}};
  ListLengths lengths;
  int collections = 0;
  while (!lengths.measure(2, 0, lists.walk()).has_value()) {
    REQUIRE(++collections < 1000);
    lengths.earn(1'000'000);
  }
  CHECK(collections > 5);
  CHECK(lists.walked[2] <= ListLengths::kFirstCredit + 1'000'000);
}

TEST_CASE("LengthThatJustFitsIsGiven") {
  Lists lists{{0, 0, ListLengths::kFirstCredit}};
  ListLengths lengths;
  CHECK(lengths.measure(2, 0, lists.walk()) == ListLengths::kFirstCredit);
  CHECK_FALSE(lengths.measure(2, 0, lists.walk()).has_value());
}

TEST_CASE("WalkingStaysWithinWhatWasEarned") {
  Lists lists{{700, 7000, 1'000'000}};
  ListLengths lengths;
  const std::uint64_t rounds = 10'000;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    for (std::size_t list = 0; list < ListLengths::kLists; ++list)
      lengths.measure(list, 0, lists.walk());
    lengths.earn(700);
  }
  for (std::uint64_t walked : lists.walked) {
    CHECK(walked <= ListLengths::kFirstCredit + rounds * 700 * ListLengths::kEarned / 100);
  }
}

TEST_CASE("OneListDoesNotSpendForAnother") {
  Lists lists{{1'000'000, 0, 500}};
  ListLengths lengths;
  for (int round = 0; round < 100; ++round)
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
  Lists lists{{ListLengths::kFirstCredit - 700, 0, 0}};
  ListLengths lengths;
  REQUIRE(lengths.measure(0, 0, lists.walk()).has_value());
  lists.lengths[0] = 700;
  CHECK_FALSE(lengths.measure(0, 700, lists.walk()).has_value());
  lengths.emptied(0);
  CHECK(lengths.measure(0, 700, lists.walk()) == 700);
}
