#include <doctest.h>

#include "lab/judge/judge.h"

using namespace lab::judge;
using lab::record::Event;
using lab::record::List;
using lab::record::Map;
using lab::record::Value;

namespace {

Event stop(std::int64_t generation, std::int64_t collected, std::int64_t uncollectable) {
  return {"gc.stop",
          {{"generation", generation}, {"collected", collected}, {"uncollectable", uncollectable}}};
}

Value count(std::uint64_t number) {
  return number;
}

}  // namespace

TEST_CASE("CollectionsAreCountedByGeneration") {
  Map watched = summarize_watched({stop(0, 0, 0), stop(0, 3, 0), stop(2, 2, 1)});
  REQUIRE(watched.size() == 1);
  CHECK(watched[0].first == "gc");
  CHECK(watched[0].second == Value(Map{{"collections", List{count(2), count(0), count(1)}},
                                       {"collected", count(5)},
                                       {"uncollectable", count(1)}}));
}

TEST_CASE("NothingWatchedGivesNoKey") {
  CHECK(summarize_watched({}).empty());
  CHECK(summarize_watched({{"other.stop", {{"generation", std::int64_t{0}}}}}).empty());
}

TEST_CASE("ACollectionThatNeverEndedIsNotCounted") {
  Map watched = summarize_watched({{"gc.start", {{"generation", std::int64_t{2}}}}});
  REQUIRE(watched.size() == 1);
  CHECK(*watched[0].second.find("collections") == Value(List{count(0), count(0), count(0)}));
}

TEST_CASE("FieldsOfOtherShapesAreNotCounted") {
  Event odd{"gc.stop",
            {{"generation", std::int64_t{-1}}, {"collected", "many"}, {"uncollectable", -3.0}}};
  Map watched = summarize_watched({odd, stop(7, 1, 0)});
  CHECK(*watched.at(0).second.find("collections") == Value(List{count(0), count(0), count(0)}));
  CHECK(*watched.at(0).second.find("collected") == count(1));
}
