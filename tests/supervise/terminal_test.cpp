#include <doctest.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>

#include "tests/supervise/child_command.h"
#include "tests/supervise/pseudo_terminal.h"

// capture = false, with a person at the terminal.

using namespace lab::supervise;
using namespace lab::supervise::test;

namespace {

const std::string kCtrlC = "\x03";

void print_outcome(const Outcome& outcome) {
  std::printf("%s status %d signal %d\n", std::string(to_string(outcome.cause)).c_str(),
              outcome.status, outcome.signal);
  std::fflush(stdout);
}

void run_on_terminal(const char* behaviour) {
  Command command = child({behaviour});
  command.capture = false;
  print_outcome(run(command));
  char line[100];
  if (std::fgets(line, sizeof line, stdin) != nullptr) std::printf("read %s", line);
}

}  // namespace

TEST_CASE("CtrlCReachesTheProgramOnce") {
  PseudoTerminal terminal([] { run_on_terminal("end-at-interrupt"); });
  REQUIRE(terminal.wait_for("ready"));
  terminal.type(kCtrlC);
  CHECK(terminal.wait_for("interrupted"));
  CHECK(terminal.wait_for("interrupted status 7 signal 0"));
  terminal.type("hello\n");
  CHECK(terminal.wait_for("read hello"));
}

TEST_CASE("SecondCtrlCEndsDeafProgram") {
  PseudoTerminal terminal([] { run_on_terminal("deaf-to-interrupts"); });
  REQUIRE(terminal.wait_for("ready"));
  terminal.type(kCtrlC);
  CHECK(terminal.wait_for("^C"));
  terminal.type(kCtrlC);
  CHECK(terminal.wait_for("interrupted status 0 signal 9"));
  terminal.type("hello\n");
  CHECK(terminal.wait_for("read hello"));
}

TEST_CASE("OneCtrlCEndsDeafProgramAfterItsGrace") {
  PseudoTerminal terminal([] { run_on_terminal("deaf-to-interrupts"); });
  REQUIRE(terminal.wait_for("ready"));
  terminal.type(kCtrlC);
  CHECK(terminal.wait_for("interrupted status 0 signal 9"));
}

TEST_CASE("TerminalLeftRawIsGivenBack") {
  PseudoTerminal terminal([] {
    termios before{};
    termios after{};
    tcgetattr(STDIN_FILENO, &before);
    run_on_terminal("die-in-raw-mode");
    tcgetattr(STDIN_FILENO, &after);
    std::puts(before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag ? "same"
                                                                                 : "changed");
  });
  CHECK(terminal.wait_for("signal status 0 signal 9"));
  terminal.type("hello\n");
  CHECK(terminal.wait_for("read hello"));
  CHECK(terminal.wait_for("same"));
}

TEST_CASE("CapturedRunHasNoTerminal") {
  PseudoTerminal terminal([] {
    std::printf("its terminal: %s", run(child({"open-terminal"})).captured_stdout.c_str());
  });
  CHECK(terminal.wait_for("its terminal: none"));
}

TEST_CASE("CtrlCEndsCapturedRun") {
  PseudoTerminal terminal([] {
    Fifo fifo;
    pid_t watcher = start_process([&] {
      setpgid(0, 0);  // not in the foreground: Ctrl-C is not for it
      bool ready = fifo.wait_for_byte();
      std::puts(ready ? "ready" : "never ready");
      return 0;
    });
    Outcome outcome = run(child({"hold", fifo.path()}));
    print_outcome(outcome);
    std::puts(watcher > 0 && fifo.closed_by_all() ? "all gone" : "left over");
  });
  REQUIRE(terminal.wait_for("ready"));
  terminal.type(kCtrlC);
  CHECK(terminal.wait_for("interrupted status 0 signal 9"));
  CHECK(terminal.wait_for("all gone"));
}
