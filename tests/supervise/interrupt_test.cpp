#include <doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "tests/supervise/child_command.h"

// Signals to the front. The child sends them when it is ready, so nothing waits for a clock.

using namespace lab::supervise;
using namespace lab::supervise::test;

TEST_CASE("SignalToTheFrontEndsCapturedRun") {
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    CAPTURE(number);
    Outcome outcome = run(child({"signal-front", std::to_string(number)}));
    CHECK(outcome.cause == Cause::interrupted);
    CHECK(outcome.signal == SIGKILL);
    CHECK(describe(outcome) == "interrupted");
  }
}

TEST_CASE("SigtermEndsUncapturedRunAtOnce") {
  Command command = child({"signal-front", std::to_string(SIGTERM)});
  command.capture = false;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::interrupted);
  CHECK(outcome.signal == SIGKILL);
}

TEST_CASE("SigintToTheFrontAloneIsHandedOn") {
  int status = in_process([] {
    if (std::freopen("/dev/null", "w", stdout) == nullptr) return 1;
    Command command = child({"interrupt-front-and-end"});
    command.capture = false;
    Outcome outcome = run(command);
    return outcome.cause == Cause::interrupted && outcome.status == 7 && outcome.signal == 0 ? 0
                                                                                             : 2;
  });
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(WIFEXITED(status));
}

TEST_CASE("IgnoredSignalStaysIgnored") {
  // As under nohup: the child sends SIGHUP to us and waits; only the wall limit ends it.
  int status = in_process([] {
    signal(SIGHUP, SIG_IGN);
    Command command = child({"signal-front", std::to_string(SIGHUP)});
    command.limits.wall_seconds = 0.1;
    return run(command).cause == Cause::wall_time ? 0 : 1;
  });
  CHECK(status == 0);
}

TEST_CASE("DaemonsEndWithTheInterruptedRun") {
  Fifo fifo;
  pid_t front = start_process([&] {
    Outcome outcome = run(child({"hold", fifo.path()}));
    return outcome.cause == Cause::interrupted ? 9 : 1;
  });
  REQUIRE(fifo.wait_for_byte());
  kill(front, SIGINT);
  int status = 0;
  CHECK(waitpid(front, &status, 0) == front);
  CHECK(WEXITSTATUS(status) == 9);
  CHECK(fifo.closed_by_all());
}

TEST_CASE("TimeStoppedIsNotCounted") {
  // The child stops us as Ctrl-Z would, for longer than the limit, and then waits for its stdin to
  // end.
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  pid_t front = start_process([&] {
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    if (std::freopen("/dev/null", "w", stdout) == nullptr) return 1;
    Command command = child({"stop-front"});
    command.capture = false;
    command.limits.wall_seconds = 1;
    Outcome outcome = run(command);
    return outcome.cause == Cause::exited ? 9 : 2;
  });
  close(ends[0]);
  int status = 0;
  CHECK(waitpid(front, &status, WUNTRACED) == front);
  REQUIRE(WIFSTOPPED(status));
  Command longer = child({"wait"});
  longer.limits.wall_seconds = 1.2;
  CHECK(run(longer).cause == Cause::wall_time);
  kill(front, SIGCONT);
  close(ends[1]);
  CHECK(waitpid(front, &status, 0) == front);
  CHECK(WEXITSTATUS(status) == 9);
}
