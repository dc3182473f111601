#include <doctest.h>
#include <signal.h>

#include <set>
#include <string>

#include "lab/supervise/outcome.h"

using namespace lab::supervise;

namespace {

Outcome ended(Cause cause) {
  Outcome outcome;
  outcome.cause = cause;
  return outcome;
}

std::string of_signal(int number) {
  Outcome outcome = ended(Cause::signal);
  outcome.signal = number;
  return describe(outcome);
}

}  // namespace

TEST_CASE("SignalsInPlainWords") {
  CHECK(of_signal(SIGSEGV) == "killed by SIGSEGV (invalid memory reference)");
  CHECK(of_signal(SIGABRT) == "killed by SIGABRT (the process aborted itself)");
  CHECK(of_signal(SIGBUS) == "killed by SIGBUS (memory that its file does not have)");
  CHECK(of_signal(SIGILL) == "killed by SIGILL (illegal instruction)");
  CHECK(of_signal(SIGFPE) == "killed by SIGFPE (integer division by zero or overflow)");
  CHECK(of_signal(SIGKILL) == "killed by SIGKILL from outside");
  CHECK(of_signal(SIGTERM) == "killed by SIGTERM (Terminated)");
  CHECK(of_signal(SIGRTMIN + 3) == "killed by signal " + std::to_string(SIGRTMIN + 3));
}

TEST_CASE("LimitsWithTheirValues") {
  Outcome outcome = ended(Cause::wall_time);
  outcome.limits = {10, 2.5, std::uint64_t{512} << 20U, std::uint64_t{4} << 20U};
  CHECK(describe(outcome) == "stopped after 10 s (limit of wall time)");
  outcome.cause = Cause::cpu_time;
  CHECK(describe(outcome) == "stopped after 2.5 s of CPU (limit of CPU time)");
  outcome.cause = Cause::memory;
  outcome.peak_memory = std::uint64_t{520} << 20U;
  CHECK(describe(outcome) == "stopped at 520 MiB (limit of memory: 512 MiB)");
  outcome.cause = Cause::output;
  outcome.stdout_cut = true;
  CHECK(describe(outcome) == "stopped: it printed to stdout more than 4 MiB (limit of output)");
}

TEST_CASE("LimitsUnknown") {
  Outcome outcome = ended(Cause::wall_time);
  outcome.wall_seconds = 1.25;
  CHECK(describe(outcome) == "stopped after 1.25 s (limit of wall time)");
  outcome.cause = Cause::output;
  CHECK(describe(outcome) == "stopped: it printed more than it may (limit of output)");
}

TEST_CASE("ExitStatusInWords") {
  Outcome outcome = ended(Cause::exited);
  outcome.status = 3;
  CHECK(describe(outcome) == "exited with status 3");
}

TEST_CASE("EveryCauseHasItsNameAndItsLine") {
  std::set<std::string> names;
  std::set<std::string> lines;
  for (Cause cause : {Cause::exited, Cause::exception, Cause::signal, Cause::wall_time,
                      Cause::cpu_time, Cause::memory, Cause::output, Cause::forbidden, Cause::needs,
                      Cause::exercise, Cause::interrupted}) {
    names.emplace(to_string(cause));
    lines.insert(describe(ended(cause)));
  }
  CHECK(names.size() == 11);
  CHECK(lines.size() == 11);
  CHECK(names.count("wall-time") == 1);
  CHECK(names.count("cpu-time") == 1);
}
