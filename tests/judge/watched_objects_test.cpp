#include <doctest.h>

#include "lab/judge/watched/watched.h"

// Objects by name: their reference counts, their changes, their deaths.

using namespace lab::judge;
using lab::record::Absent;
using lab::record::Event;
using lab::record::Map;
using lab::record::Value;

namespace {

Event watch(const std::string& object, std::int64_t value, const char* mode = "hardware") {
  return {"refcount.watch",
          {{"object", object},
           {"type", "list"},
           {"mode", mode},
           {"value", value},
           {"immortal", false}}};
}

Event write(const std::string& object, std::int64_t before, std::int64_t value, int line = 1,
            const char* opcode = "LOAD_NAME") {
  return {"refcount.write",
          {{"object", object},
           {"value", value},
           {"before", before},
           {"file", "a.py"},
           {"code", "<module>"},
           {"line", std::int64_t{line}},
           {"offset", std::int64_t{2}},
           {"opcode", opcode},
           {"function", Value(Absent{"no symbol"})}}};
}

Event end(const char* kind, const std::string& object, const char* reason) {
  return {kind, {{"object", object}, {"reason", reason}}};
}

Event change(const std::string& object, const std::string& what, std::int64_t before,
             std::int64_t after) {
  return {"object.change",
          {{"object", object},
           {"change", what},
           {"at", "k"},
           {"before", before},
           {"after", after},
           {"line", std::int64_t{4}}}};
}

template <typename Summary>
Summary summed(const std::vector<Event>& events) {
  Summary summary;
  for (const Event& event : events)
    summary.add(event);
  return summary;
}

Value whole(std::uint64_t number) {
  return number;
}

}  // namespace

TEST_CASE("TheLedgerOfARefcount") {
  auto seen =
      summed<WatchedRefcounts>({watch("a", 1), write("a", 1, 2), write("a", 2, 1, 2),
                                write("a", 1, 0, 3), end("refcount.end", "a", "deallocated")});
  REQUIRE(seen.objects.size() == 1);
  const WatchedRefcount& a = seen.objects[0];
  CHECK(a.writes == 3);
  CHECK(a.first == 1);
  CHECK(a.last == 0);
  CHECK(a.low == 0);
  CHECK(a.high == 2);
  CHECK(a.end == "deallocated");
  REQUIRE(a.first_writes.size() == 3);
  CHECK(a.first_writes[1].before == 2);
  CHECK(a.first_writes[1].place.line == 2);
  CHECK(a.first_writes[1].function.empty());
  Map map = seen.to_map();
  CHECK(map[0].second == Value("hardware"));
  CHECK(map[1].second == whole(3));
  const auto* objects = map[2].second.get_if<lab::record::List>();
  REQUIRE(objects != nullptr);
  CHECK(*objects->at(0).find("end") == Value("deallocated"));
  CHECK(*objects->at(0).find("highest") == Value(std::int64_t{2}));
}

TEST_CASE("ANameThatIsBoundAnewBeginsAnotherObject") {
  auto seen = summed<WatchedRefcounts>(
      {watch("a", 1), write("a", 1, 2), watch("a", 5, "instruction"), write("a", 5, 6)});
  REQUIRE(seen.objects.size() == 2);
  CHECK(seen.objects[0].last == 2);
  CHECK(seen.objects[0].end.empty());
  CHECK(seen.objects[1].last == 6);
  CHECK(seen.mode() == "both");
  CHECK(seen.writes == 2);
}

TEST_CASE("AKilledHostWritesNoEndAndThatIsNotMadeUp") {
  auto map = summed<WatchedRefcounts>({watch("a", 1)}).to_map();
  CHECK(map[2].second.get_if<lab::record::List>()->at(0).find("end")->is<Absent>());
}

TEST_CASE("AWriteWithoutItsValueOrItsWatchIsOnlyCounted") {
  auto seen = summed<WatchedRefcounts>({write("nobody", 1, 2),
                                        watch("a", 3),
                                        {"refcount.write", {{"object", "a"}, {"value", "two"}}},
                                        {"refcount.write", {}}});
  CHECK(seen.writes == 3);
  CHECK(seen.objects.at(0).writes == 0);
  CHECK(seen.objects.at(0).last == 3);
}

TEST_CASE("ThousandsOfObjectNamesAreCutAndSaid") {
  WatchedRefcounts seen;
  seen.add(watch("a", 1));
  for (int i = 0; i < 5000; ++i)
    seen.add(watch("n" + std::to_string(i), 1));
  seen.add(watch("a", 1));
  seen.add(write("a", 1, 9));  // of the new `a`, which is not kept
  CHECK(seen.objects.size() == WatchedRefcounts::kMostObjects);
  CHECK(seen.left_out == 5002 - WatchedRefcounts::kMostObjects);
  CHECK(seen.objects[0].writes == 0);
  CHECK(seen.writes == 1);
}

TEST_CASE("AMillionWritesKeepTheirExtremesAndAThousandPoints") {
  WatchedRefcount object;
  for (std::int64_t i = 0; i < 1000000; ++i)
    object.add_write({i, i + 1, {"a.py", "", static_cast<int>(i % 1000), "X"}, ""});
  CHECK(object.writes == 1000000);
  CHECK(object.high == 1000000);
  CHECK(object.points.size() <= WatchedRefcount::kMostPoints);
  CHECK(object.points.size() >= WatchedRefcount::kMostPoints / 2);
  // Point i is the write number i * every.
  for (std::size_t i = 0; i < object.points.size(); ++i)
    REQUIRE(object.points[i].value == static_cast<std::int64_t>(i * object.every + 1));
  CHECK(object.first_writes.size() == WatchedRefcount::kMostWrites);
  CHECK(object.causes.size() == WatchedRefcount::kMostCauses);
  CHECK(object.other_causes == 1000000 - 64 * 1000);
}

TEST_CASE("CausesAreWritesOfOneInstructionWithOneEffect") {
  WatchedRefcounts seen;
  seen.add(watch("a", 1));
  for (int i = 0; i < 3; ++i) {
    seen.add(write("a", 1, 2, 7));
    seen.add(write("a", 2, 1, 7, "POP_TOP"));
  }
  const auto& causes = seen.objects.at(0).causes;
  REQUIRE(causes.size() == 2);
  CHECK(causes[0].by == 1);
  CHECK(causes[0].times == 3);
  CHECK(causes[1].by == -1);
  CHECK(causes[1].opcode == "POP_TOP");
}

TEST_CASE("TwoCountsTooFarApartForADifference") {
  auto seen = summed<WatchedRefcounts>(
      {watch("a", INT64_MIN), write("a", INT64_MIN, INT64_MAX), write("a", INT64_MAX, INT64_MIN)});
  CHECK(seen.objects.at(0).causes.at(0).by == INT64_MAX);
  CHECK(seen.objects.at(0).causes.at(1).by == INT64_MIN);
}

TEST_CASE("ChangesAreCountedByKindAndARareKindIsKeptWhole") {
  WatchedObjects seen;
  seen.add({"object.watch", {{"object", "d"}, {"type", "dict"}, {"mode", "watcher"}}});
  for (int i = 0; i < 1000; ++i) {
    seen.add(change("d", "insert", i, i + 1));
    if (i == 500) seen.add(change("d", "resize", 8, 16));
  }
  seen.add(end("object.end", "d", "exit"));
  REQUIRE(seen.objects.size() == 1);
  const WatchedObject& d = seen.objects[0];
  CHECK(d.changes == 1001);
  REQUIRE(d.kinds.size() == 2);
  CHECK(d.kinds[0].times == 1000);
  CHECK(d.kinds[0].first.size() == WatchedObject::kMostOfAKind);
  REQUIRE(d.kinds[1].first.size() == 1);
  CHECK(d.kinds[1].first[0].number == 502);
  CHECK(d.kinds[1].first[0].after == 16);
  Map map = seen.to_map();
  CHECK(map[0].second == whole(1001));
  const Value& object = map[1].second.get_if<lab::record::List>()->at(0);
  CHECK(*object.find("changes") == Value(Map{{"insert", whole(1000)}, {"resize", whole(1)}}));
  CHECK(*object.find("end") == Value("exit"));
}

TEST_CASE("ThousandsOfKindsOfChangeAreCutAndSaid") {
  WatchedObjects seen;
  seen.add({"object.watch", {{"object", "d"}}});
  for (int i = 0; i < 3000; ++i)
    seen.add(change("d", "kind" + std::to_string(i), 0, 1));
  CHECK(seen.objects[0].kinds.size() == WatchedObject::kMostKinds);
  CHECK(seen.objects[0].of_other_kinds == 3000 - WatchedObject::kMostKinds);
  for (int i = 0; i < 3000; ++i)
    seen.add({"object.watch", {{"object", "o" + std::to_string(i)}}});
  CHECK(seen.objects.size() == WatchedObjects::kMostObjects);
  CHECK(seen.left_out == 3001 - WatchedObjects::kMostObjects);
}

TEST_CASE("DeathsAreCountedAndKeptInTheirOrder") {
  const auto death = [](const char* kind, const char* by, std::uint64_t order) {
    return Event{kind, {{"object", "Node"}, {"type", "Node"}, {"by", by}, {"order", order}}};
  };
  auto seen = summed<WatchedDeaths>(
      {death("death.finalizer", "collector", 1), death("death.resurrection", "collector", 2),
       death("death.callback", "refcount", 3), death("death.dealloc", "refcount", 4),
       death("death.unheard", "refcount", 5)});
  CHECK(seen.to_map() == Map{{"finalizers", whole(1)},
                             {"callbacks", whole(1)},
                             {"resurrections", whole(1)},
                             {"deallocations", whole(1)},
                             {"by_refcount", whole(2)},
                             {"by_collector", whole(2)}});
  REQUIRE(seen.first.size() == 4);
  CHECK(seen.first[1].kind == DeathKind::resurrection);
  CHECK(seen.first[3].order == 4);
  for (int i = 0; i < 100000; ++i)
    seen.add(death("death.dealloc", "", 9));
  CHECK(seen.first.size() == WatchedDeaths::kMostKept);
  CHECK(seen.deallocations == 100001);
}

TEST_CASE("LongTextsOfEventsAreCut") {
  auto seen = summed<WatchedRefcounts>({watch(std::string(1 << 20, 'x'), 1)});
  CHECK(seen.objects.at(0).object.size() == kLongestEventText);
}
