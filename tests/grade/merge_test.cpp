#include "lab/grade/merge.h"

#include <doctest.h>

namespace lab::grade {
namespace {

Part part(std::string name, const std::vector<std::string>& persons,
          std::vector<std::string> notes = {}) {
  Part made{std::move(name), {"2026-01-01T10:00:00+00:00", 2, {}, std::move(notes), true}};
  for (const std::string& person : persons) {
    judge::Result result;
    result.person = person;
    result.exercise = "one";
    result.source = person + "/one.py";
    result.score = static_cast<double>(made.name.size());
    made.grading.results.push_back(result);
  }
  return made;
}

}  // namespace

TEST_CASE("PartsInAnyOrderGiveOneOrder") {
  const auto merged = merge({part("2", {"b", "d"}, {"shard 2/2: 2 of 4 submissions"}),
                             part("1", {"a", "c"}, {"shard 1/2: 2 of 4 submissions"})});
  std::string persons;
  for (const judge::Result& result : merged.results)
    persons += result.person;
  CHECK(persons == "abcd");
  CHECK(merged.complete);
  CHECK(merged.notes.empty());
  CHECK(merged.seconds == 4);
}

TEST_CASE("TheFirstOfADuplicateCounts") {
  const auto merged = merge({part("long", {"a"}), part("x", {"a", "b"})});
  REQUIRE(merged.results.size() == 2);
  CHECK(merged.results[0].score == 4);
  CHECK(merged.notes == std::vector<std::string>{
                            "duplicate: a · one (a/one.py) in x is in long already, which counts"});
  CHECK(merged.complete);
}

TEST_CASE("AMissingShardIsTold") {
  const auto merged = merge({part("1", {"a"}, {"shard 1/3: 1 of 3 submissions", "another"}),
                             part("3", {"c"}, {"shard 3/3: 1 of 3 submissions", "another"})});
  CHECK(merged.notes == std::vector<std::string>{"another", "missing: 1 of 3 shards, 2/3"});
  CHECK_FALSE(merged.complete);
}

TEST_CASE("ShardsOfTwoGradings") {
  const auto merged = merge({part("1", {"a"}, {"shard 1/1: 1 of 1 submissions"}),
                             part("2", {"b"}, {"shard 1/2: 1 of 2 submissions"})});
  CHECK(merged.notes == std::vector<std::string>{"missing: 1 of 2 shards, 2/2"});
}

TEST_CASE("NothingMerged") {
  const auto merged = merge({});
  CHECK(merged.results.empty());
  CHECK(merged.complete);
}

}  // namespace lab::grade
