#include <doctest.h>
#include <signal.h>

#include "tests/supervise/child_command.h"

// Each limit alone, each passed by a child that would go on for ever.

using namespace lab::supervise;
using namespace lab::supervise::test;

namespace {}  // namespace

TEST_CASE("WallTimeOfSleeper") {
  Command command = child({"wait"});
  command.limits.wall_seconds = 0.05;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::wall_time);
  CHECK(outcome.signal == SIGKILL);
  CHECK(outcome.wall_seconds >= 0.05);
  CHECK(outcome.limits.wall_seconds == 0.05);
  CHECK(describe(outcome) == "stopped after 0.05 s (limit of wall time)");
}

TEST_CASE("WallTimeOfStoppedProcess") {
  Command command = child({"stop-self"});
  command.limits.wall_seconds = 0.05;
  CHECK(run(command).cause == Cause::wall_time);
}

TEST_CASE("CpuTimeOfBusyLoop") {
  Command command = child({"busy"});
  command.limits.cpu_seconds = 0.1;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::cpu_time);
  CHECK(outcome.cpu_seconds >= 0.09);
}

TEST_CASE("CpuTimeOfGrandchild") {
  Command command = child({"busy-grandchild"});
  command.limits.cpu_seconds = 0.1;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::cpu_time);
  CHECK(outcome.cpu_seconds >= 0.09);
}

TEST_CASE("MemoryTouched") {
  Command command = child({"touch", std::to_string(std::uint64_t{4} << 30U)});
  command.limits.memory_bytes = 64 * kMebi;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::memory);
  CHECK(outcome.peak_memory > 64 * kMebi);
}

TEST_CASE("MemoryBelowItsLimit") {
  Command command = child({"touch", std::to_string(32 * kMebi)});
  command.limits.memory_bytes = 256 * kMebi;
  command.limits.wall_seconds = 0.5;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::wall_time);
  CHECK(outcome.peak_memory >= 32 * kMebi);
  CHECK(outcome.peak_memory < 256 * kMebi);
}

TEST_CASE("LimitsOfCenturies") {
  Command command = child({"exit", "4"});
  command.limits = {1e300, 1e300, ~std::uint64_t{0}, ~std::uint64_t{0}};
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::exited);
  CHECK(outcome.status == 4);
}
