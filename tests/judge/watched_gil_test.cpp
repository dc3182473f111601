#include <doctest.h>

#include "lab/judge/watched/watched.h"

// Times are nanoseconds; a ledger by hand, each number of it worked out beside it.

using namespace lab::judge;
using lab::record::Address;
using lab::record::Event;
using lab::record::Map;
using lab::record::Value;

namespace {

constexpr std::uint64_t kGilMs = 1'000'000;

/// The events of one GIL of one process, written as the host does.
class LedgerByHand {
 public:
  explicit LedgerByHand(std::uint32_t pid = 1, std::uint64_t gil = 0x1000) : pid_(pid), gil_(gil) {}
  void start(WatchedGil& into, std::uint64_t time, std::uint32_t tid, std::uint64_t number) {
    add(into, time, tid, "gil.start",
        {{"interval_us", std::uint64_t{5000}},
         {"switch_number", number},
         {"holder", std::uint64_t{tid}}});
  }
  void wait(WatchedGil& into, std::uint64_t time, std::uint32_t tid) {
    add(into, time, tid, "gil.wait", {});
  }
  void request(WatchedGil& into, std::uint64_t time, std::uint32_t tid) {
    add(into, time, tid, "gil.request", {});
  }
  void drop(WatchedGil& into, std::uint64_t time, std::uint32_t tid, const char* reason,
            std::uint64_t site = 0) {
    add(into, time, tid, "gil.drop", {{"reason", reason}, {"site", site}});
  }
  void take(WatchedGil& into, std::uint64_t time, std::uint32_t tid, std::uint64_t from,
            bool handoff, std::uint64_t number) {
    add(into, time, tid, "gil.take",
        {{"from", from}, {"handoff", handoff}, {"switch_number", number}});
  }
  void let_go(WatchedGil& into, std::uint64_t time, std::uint32_t tid, std::uint64_t site) {
    into.add({"gil.let_go", {{"site", site}}}, {time, pid_, tid});
  }
  void retake(WatchedGil& into, std::uint64_t time, std::uint32_t tid) {
    into.add({"gil.retake", {}}, {time, pid_, tid});
  }
  void end(WatchedGil& into, std::uint64_t time, std::uint32_t tid, std::uint64_t number) {
    add(into, time, tid, "gil.end", {{"switch_number", number}, {"handoffs", std::uint64_t{0}}});
  }

 private:
  void add(WatchedGil& into, std::uint64_t time, std::uint32_t tid, const char* name, Map fields) {
    fields.insert(fields.begin(), {"gil", Address{gil_}});
    into.add({name, std::move(fields)}, {time, pid_, tid});
  }
  std::uint32_t pid_;
  std::uint64_t gil_;
};

Event site(std::uint64_t number, int line, const char* called) {
  return {"gil.site",
          {{"site", number},
           {"file", "/x/a.py"},
           {"code", "f"},
           {"line", std::int64_t{line}},
           {"function", "take_gil"},
           {"called", called}}};
}

/// Thread 1 holds from 0 to 20 ms, asked at 6 ms; 2 waits from 1 ms and holds to 25 ms; 1 waits
/// from 22 ms and holds to the end at 30 ms.
WatchedGil two_threads() {
  WatchedGil gil;
  LedgerByHand by;
  by.start(gil, 0, 1, 100);
  by.wait(gil, 1 * kGilMs, 2);
  by.request(gil, 6 * kGilMs, 2);
  by.request(gil, 11 * kGilMs, 2);
  gil.add(site(9, 12, "sum"), {19 * kGilMs, 1, 1});
  by.drop(gil, 20 * kGilMs, 1, "request", 9);
  by.take(gil, 20 * kGilMs, 2, 1, true, 101);
  by.wait(gil, 22 * kGilMs, 1);
  by.drop(gil, 25 * kGilMs, 2, "ended");
  by.take(gil, 25 * kGilMs, 1, 2, true, 102);
  by.end(gil, 30 * kGilMs, 1, 102);
  gil.finish();
  return gil;
}

}  // namespace

TEST_CASE("GilTimesOfTwoThreadsByHand") {
  const WatchedGil gil = two_threads();
  REQUIRE(gil.threads.size() == 2);
  const GilThread& one = gil.threads[0];
  CHECK(one.tid == 1);
  CHECK(one.held() == 25 * kGilMs);               // 0 to 20, 25 to 30
  CHECK(one.of(GilState::stuck) == 14 * kGilMs);  // 6 to 20
  CHECK(one.of(GilState::off) == 2 * kGilMs);     // 20 to 22
  CHECK(one.of(GilState::waits) == 3 * kGilMs);   // 22 to 25
  CHECK(one.takes == 1);
  CHECK(one.forced == 1);
  const GilThread& two = gil.threads[1];
  CHECK(two.of(GilState::waits) == 19 * kGilMs);  // 1 to 20
  CHECK(two.held() == 5 * kGilMs);
  CHECK(two.of(GilState::off) == 0);  // ended
}

TEST_CASE("GilShortEventsAreOfTheThreadsLastGil") {
  WatchedGil gil;
  LedgerByHand first(1, 0x1000), second(1, 0x2000);
  first.start(gil, 0, 1, 100);
  second.start(gil, 0, 2, 500);
  gil.add(site(9, 12, "read"), {0, 1, 1});
  first.let_go(gil, 2 * kGilMs, 1, 9);
  second.let_go(gil, 3 * kGilMs, 2, 9);
  first.retake(gil, 5 * kGilMs, 1);
  first.let_go(gil, 6 * kGilMs, 1, 9);
  first.take(gil, 7 * kGilMs, 3, 1, true, 101);
  first.let_go(gil, 8 * kGilMs, 3, 9);
  first.end(gil, 10 * kGilMs, 3, 101);
  second.end(gil, 10 * kGilMs, 2, 500);
  REQUIRE(gil.threads.size() == 3);
  CHECK(gil.threads[0].held() == 3 * kGilMs);             // 0 to 2, 5 to 6
  CHECK(gil.threads[0].of(GilState::off) == 7 * kGilMs);  // 2 to 5, 6 to 10
  CHECK(gil.threads[0].takes == 1);
  CHECK(gil.threads[1].held() == 3 * kGilMs);
  CHECK(gil.site(9)->blocking == 4);
  const Value map = gil.to_map();
  const auto* sites = map.find("sites")->get_if<lab::record::List>();
  REQUIRE(sites != nullptr);
  CHECK(*sites->at(0).find("blocking") == Value(std::uint64_t{4}));
  CHECK(*sites->at(0).find("called") == Value("read"));
  CHECK(gil.overlaps() == 0);
  CHECK(gil.handoffs() == 1);
  CHECK(gil.agrees());
}

TEST_CASE("GilShortEventOfAThreadWithoutOneBefore") {
  WatchedGil gil;
  LedgerByHand by;
  by.start(gil, 0, 1, 100);
  by.retake(gil, 1 * kGilMs, 7);
  by.let_go(gil, 1 * kGilMs, 7, 9);
  CHECK(gil.left_out == 2);
  CHECK(gil.ledgers.size() == 1);
}

TEST_CASE("GilRetakeWhileAnotherHasItIsAnOverlap") {
  WatchedGil gil;
  LedgerByHand by;
  by.start(gil, 0, 1, 100);
  by.let_go(gil, 1 * kGilMs, 1, 0);
  by.take(gil, 2 * kGilMs, 2, 1, true, 101);
  by.retake(gil, 3 * kGilMs, 1);
  CHECK(gil.overlaps() == 1);
}

TEST_CASE("GilHandoffsAndTheInterpretersOwnCount") {
  WatchedGil gil = two_threads();
  CHECK(gil.handoffs() == 2);
  CHECK(gil.switch_number() == 2);
  CHECK(gil.agrees());
  CHECK(gil.overlaps() == 0);
  CHECK_FALSE(gil.cut_off());
  gil.finish();
  CHECK(gil.switch_number() == 2);
}

TEST_CASE("GilLongestHoldsAndWaitsWithTheirSites") {
  const WatchedGil gil = two_threads();
  REQUIRE(gil.longest_holds.size() == 3);
  CHECK(gil.longest_holds[0].nanoseconds == 20 * kGilMs);
  CHECK(gil.longest_holds[0].stuck == 14 * kGilMs);
  CHECK(gil.longest_holds[0].other == 2);
  REQUIRE(gil.longest_waits.size() == 2);
  CHECK(gil.longest_waits[0].nanoseconds == 19 * kGilMs);
  CHECK(gil.longest_waits[0].other == 1);
  CHECK(gil.longest_waits[1].site == 9);  // where it had let go
  const Value map = gil.to_map();
  const auto* holds = map.find("longest_holds")->get_if<lab::record::List>();
  REQUIRE(holds != nullptr);
  CHECK(*holds->at(0).find("line") == Value(std::int64_t{12}));
  CHECK(*holds->at(0).find("called") == Value("sum"));
  CHECK(*map.find("longest_hold_us") == Value(std::uint64_t{20000}));
  CHECK(gil.site(9)->forced == 1);
  CHECK(gil.site(9)->blocking == 0);
}

TEST_CASE("GilAnAnswerWithinItsTimeIsNoStuckHold") {
  WatchedGil gil;
  LedgerByHand by;
  by.start(gil, 0, 1, 0);
  by.request(gil, 5 * kGilMs, 2);
  by.drop(gil, 5 * kGilMs + WatchedGil::kAnswerTime - 1, 1, "request");
  CHECK(gil.threads.at(0).of(GilState::stuck) == 0);
  CHECK(gil.threads.at(0).held() == 5 * kGilMs + WatchedGil::kAnswerTime - 1);
}

TEST_CASE("GilHoldsThatOverlapAreSaid") {
  WatchedGil gil;
  LedgerByHand by;
  by.start(gil, 0, 1, 0);
  by.take(gil, 2, 2, 1, true, 1);
  CHECK(gil.overlaps() == 1);
  by.drop(gil, 3, 1, "blocking");  // it has it no longer
  CHECK(gil.overlaps() == 2);
  by.drop(gil, 4, 2, "blocking");
  CHECK(gil.overlaps() == 2);
}

TEST_CASE("GilALedgerThatWasCutOffEndsWithItsLastEvent") {
  WatchedGil gil;
  LedgerByHand by;
  by.start(gil, 0, 1, 7);
  by.drop(gil, 10, 1, "blocking");
  by.take(gil, 30, 1, 1, false, 7);
  by.wait(gil, 50, 2);
  gil.finish();
  CHECK(gil.cut_off());
  CHECK(gil.agrees());
  CHECK(gil.threads.at(0).held() == 30);  // 0 to 10, 30 to 50
  CHECK(gil.threads.at(0).of(GilState::off) == 20);
}

TEST_CASE("GilEachProcessAndEachInterpreterHasItsOwn") {
  WatchedGil gil;
  LedgerByHand parent(1, 0x1000);
  LedgerByHand child(2, 0x1000);
  LedgerByHand interpreter(1, 0x2000);
  parent.start(gil, 0, 1, 10);
  child.start(gil, 1, 2, 10);
  interpreter.start(gil, 2, 1, 0);
  child.drop(gil, 5, 2, "blocking");
  child.take(gil, 6, 3, 2, true, 11);
  for (LedgerByHand* one : {&parent, &child, &interpreter})
    one->end(gil, 9, one == &child ? 3 : 1, one == &child ? 11 : one == &parent ? 10 : 0);
  CHECK(gil.ledgers.size() == 3);
  CHECK(gil.overlaps() == 0);
  CHECK(gil.handoffs() == 1);
  CHECK(gil.agrees());
}

TEST_CASE("GilAHandoffThatIsMissingDoesNotAgree") {
  WatchedGil gil;
  LedgerByHand by;
  by.start(gil, 0, 1, 10);
  by.drop(gil, 1, 1, "blocking");
  by.take(gil, 2, 2, 1, true, 12);  // one of them was lost
  by.end(gil, 3, 2, 12);
  CHECK(gil.handoffs() == 1);
  CHECK(gil.switch_number() == 2);
  CHECK_FALSE(gil.agrees());
}

TEST_CASE("GilTwoWatchesOfOneGilAddUp") {
  WatchedGil gil;
  LedgerByHand by;
  for (const std::uint64_t begin : {0U, 100U}) {
    by.start(gil, begin, 1, begin);
    by.drop(gil, begin + 10, 1, "blocking");
    by.take(gil, begin + 10, 2, 1, true, begin + 1);
    by.end(gil, begin + 20, 2, begin + 1);
  }
  CHECK(gil.ledgers.size() == 1);
  CHECK(gil.switch_number() == 2);
  CHECK(gil.agrees());
  CHECK(gil.threads.at(0).held() == 20);
  CHECK(gil.threads.at(0).of(GilState::off) == 20);
}

TEST_CASE("GilThreadsByTheirNamesOrTheirNumbers") {
  WatchedGil gil = two_threads();
  CHECK(gil.name_of(1, 2) == "thread 2");
  gil.add({"gil.thread", {{"name", "worker"}}}, {0, 1, 2});
  CHECK(gil.name_of(1, 2) == "worker");
  CHECK(gil.name_of(2, 3) == "thread 3");
  CHECK(gil.name_of(2, 2) == "main thread");
}

TEST_CASE("GilTheTimelineKeepsAllTimeHoweverLongItGets") {
  GilAxis axis;
  GilTimeline lane;
  axis.begin(1000);
  const auto add = [&](GilState state, std::uint64_t from, std::uint64_t to) {
    for (int halved = axis.reach(to); halved > 0; --halved)
      lane.halve();
    lane.add(axis, state, from, to);
  };
  add(GilState::runs, 1000, 1000 + 512 * 1024);
  add(GilState::waits, 1000 + 512 * 1024, 1000 + 1024 * 1024);
  CHECK(axis.width() == 4096);  // 1024 pieces of 1024, and the end itself is on the axis
  GilShares sum{};
  for (const GilShares& piece : lane.pieces()) {
    for (std::size_t i = 0; i < kGilStates; ++i)
      sum[i] += piece[i];
  }
  CHECK(sum[0] == 512 * 1024);
  CHECK(sum[2] == 512 * 1024);
  CHECK(lane.pieces()[127][0] == 4096);
  CHECK(lane.pieces()[128][2] == 4096);
}

TEST_CASE("GilAnyOrderOfEventsAndAnyTimeIsSurvived") {
  const char* kNames[] = {"gil.start", "gil.wait",   "gil.request", "gil.drop",
                          "gil.take",  "gil.let_go", "gil.retake",  "gil.site",
                          "gil.end",   "gil.thread", "gil.",        "gil.other"};
  const std::uint64_t kTimes[] = {0, 5, UINT64_MAX, 1000, std::uint64_t{1} << 62};
  WatchedGil gil;
  std::uint64_t state = 12345;
  for (int i = 0; i < 20000; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto pick = static_cast<std::uint32_t>(state >> 33);
    gil.add({kNames[pick % std::size(kNames)],
             {{"gil", Address{pick % 7}},
              {"site", std::uint64_t{pick}},
              {"reason", pick % 3 == 0 ? Value("request") : Value(3.5)},
              {"switch_number", kTimes[pick % 5]},
              {"holder", std::uint64_t{pick % 11}},
              {"handoff", pick % 2 == 0}}},
            {kTimes[pick / 16 % 5], pick / 64 % 90, pick});
  }
  gil.finish();
  CHECK(gil.threads.size() <= WatchedGil::kMostThreads);
  CHECK(gil.ledgers.size() <= WatchedGil::kMostGils);
  CHECK(gil.sites.size() <= WatchedGil::kMostSites);
  CHECK(gil.longest_holds.size() <= WatchedGil::kMostSpans);
  CHECK(gil.left_out > 0);
  CHECK(gil.overlaps() > 0);
  CHECK(gil.to_map().size() == 12);
}

TEST_CASE("GilIsAKeyOfTheResultWhenItWasWatched") {
  Watched watched;
  watched.add({"gil.start", {{"gil", Address{1}}, {"holder", std::uint64_t{5}}}}, false, {0, 4, 5});
  watched.finish();
  const Map map = watched.to_map();
  REQUIRE(map.size() == 1);
  CHECK(map[0].first == "gil");
  CHECK(map[0].second.get_if<Map>()->at(3).first == "longest_hold_us");
  CHECK(watched.of_other_processes == 0);
}
