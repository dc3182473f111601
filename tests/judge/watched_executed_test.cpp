#include <doctest.h>

#include "lab/judge/watched/watched.h"

// What comes by the million: lines, instructions, allocations.

using namespace lab::judge;
using lab::record::Absent;
using lab::record::Event;
using lab::record::List;
using lab::record::Map;
using lab::record::Value;

namespace {

Event line(const std::string& file, std::int64_t number) {
  return {"line", {{"file", file}, {"code", "f"}, {"line", number}}};
}

Event instruction(const std::string& opcode) {
  return {"instruction", {{"file", "a.py"}, {"opcode", opcode}}};
}

Event total(const char* domain, std::uint64_t calls, std::uint64_t live, std::uint64_t peak) {
  return {"alloc.total",
          {{"domain", domain},
           {"calls", calls},
           {"frees", std::uint64_t{1}},
           {"bytes", std::uint64_t{100}},
           {"live_bytes", live},
           {"live_blocks", std::uint64_t{2}},
           {"peak_bytes", peak}}};
}

Value events(std::uint64_t number) {
  return number;
}

}  // namespace

TEST_CASE("LinesAreCountedByFileAndLine") {
  WatchedLines lines;
  for (int i = 0; i < 3; ++i) {
    lines.add(line("a.py", 7));
    lines.add(line("b.py", 7));
  }
  lines.add(line("b.py", 7));
  lines.add(line("a.py", 2));
  CHECK(lines.distinct() == 3);
  CHECK(lines.to_map() ==
        Map{{"events", events(8)},
            {"distinct", events(3)},
            {"hottest",
             List{Map{{"file", "b.py"}, {"line", std::int64_t{7}}, {"events", events(4)}},
                  Map{{"file", "a.py"}, {"line", std::int64_t{7}}, {"events", events(3)}},
                  Map{{"file", "a.py"}, {"line", std::int64_t{2}}, {"events", events(1)}}}},
            {"left_out", events(0)}});
}

TEST_CASE("ALineThatIsNoneIsLineZero") {
  WatchedLines lines;
  for (const std::int64_t number : {std::int64_t{-1}, std::int64_t{0}, INT64_MAX, INT64_MIN})
    lines.add(line("a.py", number));
  lines.add({"line", {{"line", "seven"}, {"file", true}}});
  CHECK(lines.events == 5);
  CHECK(lines.distinct() == 2);  // in a.py, and in a file without a name
  CHECK(lines.hottest(1).at(0).line == 0);
}

TEST_CASE("MoreLinesThanAreToldApartAreCounted") {
  WatchedLines lines;
  for (std::size_t i = 1; i <= WatchedLines::kMostLines + 5; ++i)
    lines.add(line("a.py", static_cast<std::int64_t>(i)));
  CHECK(lines.distinct() == WatchedLines::kMostLines);
  CHECK(lines.left_out == 5);
  CHECK(lines.events == WatchedLines::kMostLines + 5);
  lines.add(line("a.py", 1));
  CHECK(lines.hottest(1).at(0).events == 2);
}

TEST_CASE("MoreFilesThanAreToldApartAreCounted") {
  WatchedLines lines;
  for (std::size_t i = 0; i < WatchedLines::kMostFiles + 3; ++i)
    lines.add(line("f" + std::to_string(i), 1));
  CHECK(lines.distinct() == WatchedLines::kMostFiles);
  CHECK(lines.left_out == 3);
}

TEST_CASE("OpcodesByHowOften") {
  WatchedInstructions instructions;
  for (const char* opcode : {"POP_TOP", "LOAD_FAST", "CACHE", "LOAD_FAST"})
    instructions.add(instruction(opcode));
  CHECK(
      instructions.to_map() ==
      Map{{"events", events(4)},
          {"opcodes", Map{{"LOAD_FAST", events(2)}, {"CACHE", events(1)}, {"POP_TOP", events(1)}}},
          {"left_out", events(0)}});
  for (int i = 0; i < 5000; ++i)
    instructions.add(instruction("O" + std::to_string(i)));
  CHECK(instructions.opcodes.size() == WatchedInstructions::kMostOpcodes);
  CHECK(instructions.left_out == 5003 - WatchedInstructions::kMostOpcodes);
}

TEST_CASE("TotalsOfAllDomainsAddUp") {
  WatchedAllocations seen;
  seen.add(total("mem", 3, 10, 50));
  seen.add(total("object", 4, 20, 60));
  const AllocationTotal all = seen.total();
  CHECK(all.calls == 7);
  CHECK(all.frees == 2);
  CHECK(all.live_bytes == 30);
  CHECK(all.live_blocks == 4);
  CHECK(all.peak_bytes == 110);
  CHECK(*Value(seen.to_map()).find("domains")->find("mem")->find("calls") == events(3));
}

TEST_CASE("ASecondWatchAddsItsCallsAndSaysWhatLives") {
  WatchedAllocations seen;
  seen.add(total("mem", 3, 10, 50));
  seen.add(total("mem", 4, 5, 40));
  CHECK(seen.total().calls == 7);
  CHECK(seen.total().live_bytes == 5);
  CHECK(seen.total().peak_bytes == 50);
}

TEST_CASE("AKilledHostLeavesTheCallsAndNoPeak") {
  WatchedAllocations seen;
  const auto call = [](const char* name, std::uint64_t size) {
    return Event{"alloc.call", {{"call", name}, {"size", size}}};
  };
  for (const Event& event : {call("malloc", 10), call("realloc", 20), call("free", 0)})
    seen.add(event);
  Value map = seen.to_map();
  CHECK(*map.find("calls") == events(2));
  CHECK(*map.find("frees") == events(1));
  CHECK(*map.find("bytes") == events(30));
  CHECK(map.find("peak_bytes")->is<Absent>());
  CHECK(map.find("live_bytes")->is<Absent>());
}

TEST_CASE("TheLinesThatAskedForMost") {
  WatchedAllocations seen;
  const auto at = [](const char* file, std::int64_t number, std::uint64_t bytes) {
    return Event{"alloc.line", {{"file", file}, {"line", number}, {"bytes", bytes}}};
  };
  for (const Event& event : {at("a.py", 1, 10), at("a.py", 2, 30), at("a.py", 1, 25)})
    seen.add(event);
  const auto lines = seen.largest(5);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].line == 1);
  CHECK(lines[0].total.bytes == 35);
  for (int i = 0; i < 5000; ++i)
    seen.add(at("b.py", i, 1));
  CHECK(seen.lines.size() == WatchedAllocations::kMostLines);
  CHECK(seen.left_out > 0);
}
