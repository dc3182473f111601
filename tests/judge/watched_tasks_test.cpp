#include <doctest.h>

#include "lab/judge/watched/watched.h"

// What the loops of asyncio did.

using namespace lab::judge;
using lab::record::Absent;
using lab::record::Event;
using lab::record::List;
using lab::record::Map;
using lab::record::Value;

namespace {

constexpr std::uint64_t kMs = 1'000'000;
constexpr std::uint32_t kPid = 7, kTid = 8;

Value number_of(std::uint64_t number) {
  return number;
}

Event made(std::uint64_t task, const char* name, const char* coroutine) {
  return {"task.new",
          {{"task", number_of(task)},
           {"loop", number_of(1)},
           {"name", name},
           {"coroutine", coroutine},
           {"creator_file", "x.py"},
           {"creator_line", std::int64_t{20}},
           {"eager", false}}};
}

Event step(std::uint64_t task, const char* name, std::int64_t line, Value waited = Absent{"-"},
           Value late = Absent{"-"}) {
  return {"task.step",
          {{"task", number_of(task)},
           {"name", name},
           {"file", "x.py"},
           {"line", line},
           {"waited_ns", std::move(waited)},
           {"late_ns", std::move(late)}}};
}

Event ended(std::uint64_t task, const char* outcome, std::int64_t line) {
  return {"task.step_end",
          {{"task", number_of(task)}, {"outcome", outcome}, {"file", "x.py"}, {"line", line}}};
}

const Value* in(const Map& map, std::string_view key) {
  for (const auto& [name, value] : map) {
    if (name == key) return &value;
  }
  return nullptr;
}

/// handler holds the loop from 10 to 110 ms; ticker, due at 15 ms, gets its timer at 110 and its
/// turn at 112.
WatchedTasks blocked() {
  WatchedTasks tasks;
  const auto at = [&](std::uint64_t ms, const Event& event) {
    tasks.add(event, kPid, kTid, ms * kMs);
  };
  at(1, made(1, "Task-1", "ticker"));
  at(1, made(2, "Task-2", "handler"));
  at(10, step(2, "handler", 8, number_of(1 * kMs)));
  at(110, ended(2, "returned", 10));
  at(110, step(0, "_set_result_unless_cancelled", 311, Absent{"-"}, number_of(95 * kMs)));
  at(111, ended(0, "returned", 311));
  at(112, step(1, "ticker", 5, number_of(1 * kMs)));
  at(113, ended(1, "suspended", 5));
  return tasks;
}

}  // namespace

TEST_CASE("TheLongestStepAndWhoWasLateByIt") {
  const WatchedTasks tasks = blocked();
  CHECK(tasks.steps == 2);
  CHECK(tasks.callbacks == 1);
  CHECK(tasks.tasks == 2);
  CHECK(tasks.returned == 1);
  CHECK(tasks.pending() == 1);
  CHECK(tasks.timers == 1);
  CHECK(tasks.latest_timer_us == 95'000);
  REQUIRE(tasks.longest);
  CHECK(tasks.longest->name == "handler");
  CHECK(tasks.longest->us == 100'000);
  CHECK(tasks.longest->from.line == 8);
  CHECK(tasks.longest->to.line == 10);
  REQUIRE(tasks.latest);
  CHECK(tasks.latest->name == "ticker");
  CHECK(tasks.latest->us == 96'000);  // the timer's 95 ms and one in the ready queue
  CHECK(*in(tasks.to_map(), "longest_step_us") == number_of(100'000));
}

TEST_CASE("AWaitOutsideATimersCallbackIsItsOwnOnly") {
  WatchedTasks tasks = blocked();
  tasks.add(step(1, "ticker", 5, number_of(97 * kMs)), kPid, kTid, 300 * kMs);  // since 203 ms
  REQUIRE(tasks.latest);
  CHECK(tasks.latest->us == 97'000);
}

TEST_CASE("AStepThatDidNotEndLastsUntilTheRunDoes") {
  WatchedTasks tasks = blocked();
  tasks.add(step(1, "ticker", 5), kPid, kTid, 200 * kMs);
  tasks.finish(1200 * kMs);
  REQUIRE(tasks.longest);
  CHECK(tasks.longest->us == 1'000'000);
  CHECK(tasks.longest->outcome == "running");
  CHECK(tasks.lanes.at(0).outcome == "running");
  tasks.finish(9000 * kMs);
  CHECK(tasks.longest->us == 1'000'000);
}

TEST_CASE("ThreadsAndNestedLoopsAreToldApart") {
  WatchedTasks tasks;
  tasks.add(step(1, "outer", 1), kPid, kTid, 10 * kMs);
  tasks.add(step(2, "inner", 2), kPid, kTid, 11 * kMs);
  tasks.add(step(3, "other", 3), kPid, kTid + 1, 12 * kMs);
  tasks.add(ended(2, "returned", 2), kPid, kTid, 13 * kMs);
  tasks.add(ended(1, "returned", 1), kPid, kTid, 15 * kMs);
  tasks.add(ended(3, "returned", 3), kPid, kTid + 1, 16 * kMs);
  REQUIRE(tasks.lanes.size() == 3);
  CHECK(tasks.lanes[0].running_us == 5000);
  CHECK(tasks.lanes[1].running_us == 2000);
  CHECK(tasks.lanes[2].running_us == 4000);
}

TEST_CASE("EndsWithoutABeginAndFieldsOfAnyKind") {
  WatchedTasks tasks;
  tasks.add(ended(1, "returned", 2), kPid, kTid, 5);
  tasks.add({"task.step", {}}, kPid, kTid, 0);
  tasks.add({"task.step", {{"waited_ns", ~std::uint64_t{0}}, {"late_ns", "x"}}}, kPid, kTid, 3);
  tasks.add({"task.step_end", {{"outcome", std::int64_t{1}}}}, kPid, kTid, 1);
  tasks.add({"task.iteration", {{"ready", ~std::uint64_t{0}}}}, kPid, kTid, ~std::uint64_t{0});
  tasks.add({"task.complaint", {{"task", number_of(99)}}}, kPid, kTid, 9);
  tasks.add({"task.what", {}}, kPid, kTid, 9);
  tasks.finish(4);
  CHECK(tasks.on);
  CHECK(tasks.callbacks == 2);
  CHECK(tasks.complaints.size() == 1);
  CHECK(tasks.to_map().size() > 10);
}

TEST_CASE("MoreTasksAndMessagesThanAreKeptAreCounted") {
  WatchedTasks tasks;
  for (std::uint64_t task = 1; task <= WatchedTasks::kMostLanes + 5; ++task)
    tasks.add(made(task, "t", "c"), kPid, kTid, task);
  CHECK(tasks.tasks == WatchedTasks::kMostLanes + 5);
  CHECK(tasks.lanes.size() == WatchedTasks::kMostLanes);
  CHECK(tasks.left_out == 5);
  for (std::size_t i = 0; i < WatchedTasks::kMostComplaints + 2; ++i) {
    tasks.add({"task.complaint", {{"message", std::to_string(i)}}}, kPid, kTid, 1);
    tasks.add({"task.complaint", {{"message", "0"}}}, kPid, kTid, 1);
  }
  CHECK(tasks.complaints.size() == WatchedTasks::kMostComplaints);
  CHECK(tasks.complaints[0].times == WatchedTasks::kMostComplaints + 3);
  CHECK(tasks.left_out == 7);
}

TEST_CASE("TimeBinsKeepTheShareOfEachColumnWhenTheyGrow") {
  TimeBins bins(TimeBins::Kind::sum);
  bins.add_span(0, 250 * kMs);
  bins.add_span(500 * kMs, 1000 * kMs);
  const auto columns = bins.columns(0, 1000 * kMs, 4);
  const double expected[] = {1, 0, 1, 1};
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(columns[i] == doctest::Approx(expected[i]).epsilon(0.02));
  TimeBins most(TimeBins::Kind::most);
  most.add_value(10 * kMs, 3);
  most.add_value(900 * kMs, 7);
  most.add_value(901 * kMs, 2);
  const auto peaks = most.columns(0, 1000 * kMs, 2);
  CHECK(peaks == std::vector<double>{3, 7});
}

TEST_CASE("ARunWithTasksWatchedSaysSoInItsResult") {
  Watched watched;
  watched.tasks = blocked();
  const Map map = watched.to_map();
  const Value* tasks = in(map, "tasks");
  REQUIRE(tasks != nullptr);
  CHECK(*tasks->find("steps") == number_of(2));
  CHECK(tasks->find("longest_step")->find("from")->find("line")->data() ==
        Value(std::int64_t{8}).data());
  CHECK(tasks->find("each")->get_if<List>()->size() == 2);
  watched.rename_file("x.py", "mine.py");
  CHECK(watched.tasks.longest->to.file == "mine.py");
  CHECK(watched.tasks.lanes[0].creator.file == "mine.py");
}
