#include <doctest.h>

#include "lab/judge/watched/watched.h"

using namespace lab::judge;
using lab::record::Absent;
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

Map watched_of(const std::vector<Event>& events) {
  Watched watched;
  for (const Event& event : events)
    watched.add(event);
  return watched.to_map();
}

Event footprint(const char* watch, std::uint64_t events, std::int64_t references) {
  return {"footprint",
          {{"watch", watch},
           {"events", events},
           {"nanoseconds", std::uint64_t{1500}},
           {"references", references},
           {"blocks", std::int64_t{1}}}};
}

}  // namespace

TEST_CASE("CollectionsAreCountedByGeneration") {
  Map watched = watched_of({stop(0, 0, 0), stop(0, 3, 0), stop(2, 2, 1)});
  REQUIRE(watched.size() == 1);
  CHECK(watched[0].first == "gc");
  CHECK(watched[0].second == Value(Map{{"collections", List{count(2), count(0), count(1)}},
                                       {"collected", count(5)},
                                       {"uncollectable", count(1)}}));
}

TEST_CASE("NothingWatchedGivesNoKey") {
  CHECK(watched_of({}).empty());
  CHECK(watched_of({{"other.stop", {{"generation", std::int64_t{0}}}}}).empty());
  CHECK(watched_of({{"", {}}, {"lines", {}}, {"gc", {}}, {"refcount", {}}}).empty());
}

TEST_CASE("ACollectionThatNeverEndedIsNotCounted") {
  Map watched = watched_of({{"gc.start", {{"generation", std::int64_t{2}}}}});
  REQUIRE(watched.size() == 1);
  CHECK(*watched[0].second.find("collections") == Value(List{count(0), count(0), count(0)}));
}

TEST_CASE("FieldsOfOtherShapesAreNotCounted") {
  Event odd{"gc.stop",
            {{"generation", std::int64_t{-1}}, {"collected", "many"}, {"uncollectable", -3.0}}};
  Map watched = watched_of({odd, stop(7, 1, 0)});
  CHECK(*watched.at(0).second.find("collections") == Value(List{count(0), count(0), count(0)}));
  CHECK(*watched.at(0).second.find("collected") == count(1));
}

TEST_CASE("MoreCollectionsThanAreKeptAreCounted") {
  WatchedGc gc;
  for (std::size_t i = 0; i < WatchedGc::kMostKept + 10; ++i)
    gc.add(stop(1, 2, 0));
  CHECK(gc.in_order.size() == WatchedGc::kMostKept);
  CHECK(gc.ended == WatchedGc::kMostKept + 10);
  CHECK(gc.collections[1] == WatchedGc::kMostKept + 10);
  CHECK(gc.collected == 2 * (WatchedGc::kMostKept + 10));
}

TEST_CASE("SumsOfAbsurdValuesStayAtTheLargest") {
  const Event huge{"gc.stop", {{"collected", std::uint64_t{UINT64_MAX - 1}}}};
  CHECK(*watched_of({huge, huge}).at(0).second.find("collected") == count(UINT64_MAX));
}

TEST_CASE("TheWatchingItself") {
  Map watched = watched_of(
      {footprint("lines", 10, 3), footprint("lines", 5, 2), footprint("refcount:a", 7, 1)});
  // What saw nothing was on all the same.
  REQUIRE(watched.size() == 3);
  CHECK(watched[0].first == "refcount");
  CHECK(watched[1].first == "lines");
  CHECK(*watched[1].second.find("events") == count(0));
  const Value* lines = watched[2].second.find("lines");
  REQUIRE(lines != nullptr);
  CHECK(*lines == Value(Map{{"events", count(15)},
                            {"nanoseconds", count(3000)},
                            {"references", std::int64_t{2}},
                            {"blocks", std::int64_t{1}}}));
}

TEST_CASE("ThousandsOfFootprintsAreCutAndSaid") {
  Watched watched;
  for (int i = 0; i < 5000; ++i)
    watched.add(footprint(("w" + std::to_string(i)).c_str(), 1, 1));
  CHECK(watched.footprint.watches.size() == WatchedFootprint::kMostWatches);
  CHECK(watched.footprint.left_out == 5000 - WatchedFootprint::kMostWatches);
}

TEST_CASE("AChildHasItsOwnObjectsAndMemory") {
  Watched watched;
  watched.add({"refcount.watch", {{"object", "a"}, {"value", std::int64_t{1}}}}, true);
  watched.add({"refcount.write", {{"object", "a"}, {"value", std::int64_t{2}}}}, false);
  watched.add({"alloc.total", {{"domain", "mem"}, {"calls", std::uint64_t{3}}}}, false);
  watched.add({"line", {{"file", "a.py"}, {"line", std::int64_t{3}}}}, false);
  watched.add(stop(0, 1, 0), false);
  CHECK(watched.refcounts.writes == 0);
  CHECK_FALSE(watched.allocations.on);
  CHECK(watched.of_other_processes == 2);
  CHECK(watched.lines.events == 1);
  CHECK(watched.gc.ended == 1);
}

TEST_CASE("ACopyIsCalledByTheNameOfItsOriginal") {
  Watched watched;
  const Map place = {{"object", "a"},           {"file", "/tmp/x/answer.py"},
                     {"line", std::int64_t{3}}, {"value", std::int64_t{1}},
                     {"change", "insert"},      {"bytes", std::uint64_t{64}}};
  for (const char* name : {"refcount.watch", "refcount.write", "object.watch", "object.change",
                           "line", "alloc.line", "death.dealloc"}) {
    watched.add({name, place});
  }
  watched.rename_file("/tmp/x/answer.py", "mine.py");
  CHECK(watched.refcounts.objects.at(0).first_writes.at(0).place.file == "mine.py");
  CHECK(watched.objects.objects.at(0).kinds.at(0).first.at(0).place.file == "mine.py");
  CHECK(watched.lines.hottest(1).at(0).file == "mine.py");
  CHECK(watched.allocations.largest(1).at(0).file == "mine.py");
  CHECK(watched.deaths.first.at(0).place.file == "mine.py");
}
