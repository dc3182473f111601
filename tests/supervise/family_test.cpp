#include <doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/supervise/child_command.h"

// Whoever descends from the main process is gone when run() returns, however it tried to leave. The
// FIFO proves it: its end of file comes only when every writer is dead.

using namespace lab::supervise;
using namespace lab::supervise::test;

TEST_CASE("DoubleForkedDaemon") {
  Fifo fifo;
  Outcome outcome = run(child({"daemon", fifo.path()}));
  CHECK(outcome.cause == Cause::exited);
  CHECK(outcome.status == 0);
  CHECK(fifo.bytes() == 1);
  CHECK(fifo.closed_by_all());
}

TEST_CASE("TwoHundredChildren") {
  Fifo fifo;
  Outcome outcome = run(child({"many", fifo.path(), "200"}));
  CHECK(outcome.status == 0);
  CHECK(fifo.bytes() == 200);
  CHECK(fifo.closed_by_all());
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("GrandchildDeafToSigterm") {
  Fifo fifo;
  Outcome outcome = run(child({"deaf-grandchild", fifo.path()}));
  CHECK(outcome.status == 0);
  CHECK(fifo.bytes() == 1);
  CHECK(fifo.closed_by_all());
}

TEST_CASE("DaemonOfUncapturedRun") {
  Fifo fifo;
  Command command = child({"daemon", fifo.path()});
  command.capture = false;
  CHECK(run(command).status == 0);
  CHECK(fifo.bytes() == 1);
  CHECK(fifo.closed_by_all());
}

TEST_CASE("EndlessChainOfForks") {
  Fifo fifo;
  Command command = child({"chain", fifo.path()});
  command.limits.wall_seconds = 0.2;
  CHECK(run(command).cause == Cause::wall_time);
  CHECK(fifo.bytes() == 1);
  CHECK(fifo.closed_by_all());
}

TEST_CASE("ChildOfTheCallerLeftAlone") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  pid_t service = start_process([&] {
    char byte = 0;
    close(ends[1]);
    return read(ends[0], &byte, 1) == 0 ? 11 : 12;
  });
  pid_t ended = start_process([] { return 13; });
  siginfo_t info{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(ended), &info, WEXITED | WNOWAIT) == 0);

  Fifo fifo;
  CHECK(run(child({"daemon", fifo.path()})).status == 0);
  CHECK(fifo.bytes() == 1);
  CHECK(fifo.closed_by_all());

  int status = 0;
  CHECK(waitpid(service, &status, WNOHANG) == 0);  // alive
  close(ends[0]);
  close(ends[1]);
  CHECK(waitpid(service, &status, 0) == service);
  CHECK(WEXITSTATUS(status) == 11);
  CHECK(waitpid(ended, &status, 0) == ended);  // its status was not taken away
  CHECK(WEXITSTATUS(status) == 13);
}
