#include <doctest.h>

#include "lab/judge/judge.h"
#include "lab/judge/parse_watch.h"
#include "lab/judge/watched/watched.h"

using namespace lab::judge;
using lab::record::Absent;
using lab::record::Event;
using lab::record::List;
using lab::record::Map;
using lab::record::Value;

namespace {

Value lock_count(std::uint64_t number) {
  return number;
}

Value line(std::int64_t number) {
  return number;
}

Event made(std::uint64_t lock, const char* name) {
  return {
      "lock.new",
      {{"lock", lock}, {"name", name}, {"type", "Lock"}, {"file", "/d/x.py"}, {"line", line(3)}}};
}

Event waits(std::uint64_t lock) {
  return {"lock.wait",
          {{"lock", lock}, {"for", "acquire"}, {"file", "/d/x.py"}, {"line", line(9)}}};
}

Event ends(std::uint64_t lock, std::uint64_t waited, const char* outcome = "acquired",
           const char* what_for = "acquire", int at = 9) {
  return {"lock.acquire",
          {{"lock", lock},
           {"for", what_for},
           {"outcome", outcome},
           {"waited_ns", waited},
           {"file", "/d/x.py"},
           {"line", line(at)}}};
}

Event edge(std::uint64_t at, const char* thread, const char* holds, int held, const char* wants,
           int wanted, const char* name = "deadlock.edge") {
  return {name,
          {{"deadlock", lock_count(7)},
           {"at", at},
           {"thread", thread},
           {"thread_id", lock_count(100 + at)},
           {"holds", holds},
           {"held_file", "/d/x.py"},
           {"held_line", line(held)},
           {"wants", wants},
           {"file", "/d/x.py"},
           {"line", line(wanted)}}};
}

Event told(std::uint64_t after) {
  return {"deadlock",
          {{"deadlock", lock_count(7)}, {"threads", lock_count(2)}, {"formed_ns", after}}};
}

Watched watched_locks_of(const std::vector<Event>& events, bool main_process = true) {
  Watched watched;
  for (const Event& event : events)
    watched.add(event, main_process);
  return watched;
}

const std::vector<Event> kTwo = {
    edge(0, "Thread-1", "A", 10, "B", 11), edge(1, "Thread-2", "B", 20, "A", 21),
    edge(0, "MainThread", "", 0, "the end of Thread-1", 30, "deadlock.also"), told(100'000'000)};
const char* const kSentence =
    "Thread-1 holds A (x.py:10) and waits for B (x.py:11); "
    "Thread-2 holds B (x.py:20) and waits for A (x.py:21)";

}  // namespace

TEST_CASE("LocksWithoutATotalAreSummedUpFromTheirWaits") {
  const Watched watched =
      watched_locks_of({made(1, "A"), waits(1), ends(1, 500), waits(1),
                        ends(1, 800, "acquired", "acquire", 12), waits(1), ends(1, 200, "timeout"),
                        waits(1), ends(1, 50, "acquired", "Queue.get"), waits(1)});
  REQUIRE(watched.locks.locks.size() == 1);
  const WatchedLock& lock = watched.locks.locks[0];
  CHECK(lock.label() == "A");
  CHECK(lock.contended == 2);
  CHECK(lock.timeouts == 1);
  CHECK(lock.waited_ns == 1500);
  CHECK(lock.longest_ns == 800);
  CHECK(lock.longest_at.line == 12);
  CHECK(lock.signals == 1);
  CHECK(lock.signals_ns == 50);
  CHECK(lock.waiting == 1);
  CHECK_FALSE(lock.acquisitions.has_value());
  const Map map = watched.to_map();
  REQUIRE(map.size() == 1);
  CHECK(map[0].first == "locks");
  const List& locks = *map[0].second.find("locks")->get_if<List>();
  CHECK(locks[0].find("acquisitions")->is<Absent>());
  CHECK(*locks[0].find("longest_us") == Value(0.8));
}

TEST_CASE("LocksTotalStandsForWhatWasAddedUp") {
  Watched watched = watched_locks_of({made(4, "A"), waits(4), ends(4, 500)});
  watched.add({"lock.total",
               {{"lock", lock_count(4)},
                {"name", "A"},
                {"type", "Lock"},
                {"file", "/d/x.py"},
                {"line", line(3)},
                {"locks", lock_count(1)},
                {"acquisitions", lock_count(9)},
                {"contended", lock_count(1)},
                {"waited_ns", lock_count(500)},
                {"longest_ns", lock_count(500)},
                {"longest_file", "/d/x.py"},
                {"longest_line", line(9)}}});
  REQUIRE(watched.locks.locks.size() == 1);
  CHECK(watched.locks.locks[0].acquisitions == 9);
  CHECK(watched.locks.locks[0].contended == 1);
  CHECK(watched.locks.locks[0].longest_at.line == 9);
}

TEST_CASE("LocksOfOneLineAreARowOfTheirOwnEach") {
  const Event total = {"lock.total",
                       {{"lock", lock_count(0)},
                        {"type", "Event"},
                        {"locks", lock_count(1000)},
                        {"file", "a.py"},
                        {"line", line(5)}}};
  const Watched watched = watched_locks_of({total, total});
  REQUIRE(watched.locks.locks.size() == 2);
  CHECK(watched.locks.locks[0].locks == 1000);
  CHECK(watched.locks.locks[1].label() == "Event of a.py:5");
}

TEST_CASE("ADeadlockIsASentence") {
  const Watched watched = watched_locks_of(kTwo);
  REQUIRE(watched.locks.deadlocks().size() == 1);
  CHECK(watched.locks.deadlocks()[0]->sentence() == kSentence);
  CHECK(watched.locks.deadlocks()[0]->also.size() == 1);
}

TEST_CASE("ADeadlockOfOneThread") {
  const Watched watched = watched_locks_of({edge(0, "MainThread", "L", 3, "L", 4), told(1)});
  REQUIRE(watched.locks.deadlocks().size() == 1);
  CHECK(watched.locks.deadlocks()[0]->sentence() ==
        "MainThread holds L (x.py:3) and waits for it again (x.py:4)");
}

TEST_CASE("ADeadlockOfAnotherProcessIsTold") {
  const Watched watched = watched_locks_of(kTwo, false);
  CHECK(watched.locks.deadlocks().size() == 1);
  CHECK(watched_locks_of({made(1, "A")}, false).of_other_processes == 1);
}

TEST_CASE("ADeadlockWithoutItsLastEventIsNotTold") {
  const Watched watched = watched_locks_of({kTwo[0], kTwo[1]});
  CHECK(watched.locks.on);
  CHECK(watched.locks.deadlocks().empty());
}

TEST_CASE("LocksOfHostileEvents") {
  Watched watched;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    watched.add(made(i + 1, "x"));
    watched.add({"deadlock.edge", {{"deadlock", i}}});
    watched.add({"deadlock", {{"deadlock", i}}});
    watched.add({"deadlock.edge",
                 {{"deadlock", lock_count(1)}, {"at", "no number"}, {"held_line", line(-5)}}});
  }
  watched.add({"lock.acquire", {}});
  watched.add({"lock.total", {{"lock", "text"}, {"locks", line(-1)}}});
  watched.add({"deadlock", {}});
  CHECK(watched.locks.locks.size() == WatchedLocks::kMostLocks);
  CHECK(watched.locks.deadlocks().size() == WatchedLocks::kMostDeadlocks);
  CHECK(watched.locks.left_out > 0);
  for (const WatchedDeadlock* deadlock : watched.locks.deadlocks())
    CHECK(deadlock->cycle.size() <= WatchedLocks::kMostThreads);
  CHECK_FALSE(watched.to_map().empty());
}

TEST_CASE("ADeadlockIsWhyARunCameToItsLimitOfTime") {
  Run run;
  run.watched = watched_locks_of(kTwo);
  run.outcome.cause = lab::supervise::Cause::wall_time;
  CHECK(ended(run).message == std::string("deadlock: ") + kSentence);
  CHECK(ended(run).cause == lab::supervise::Cause::wall_time);
  run.outcome.cause = lab::supervise::Cause::memory;
  CHECK(ended(run).message.find("deadlock") == std::string::npos);
}

TEST_CASE("LocksTakeNothingButAll") {
  CHECK(fault_of_watch("locks").empty());
  CHECK(fault_of_watch("locks:all").empty());
  CHECK(fault_of_watch("locks:some") ==
        "'locks:some': locks takes nothing but all; write locks or locks:all");
}
