#include <doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "lab/supervise/spawn.h"
#include "tests/supervise/child_command.h"

// What the child finds when it starts, and what the caller hears when it cannot.

using namespace lab::supervise;
using namespace lab::supervise::test;

namespace {

std::string error_of(const Command& command) {
  try {
    run(command);
  } catch (const RunError& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::filesystem::path write_file(const PrivateFolder& folder, const char* text, mode_t mode) {
  std::filesystem::path path = folder.path() / "program";
  std::ofstream(path) << text;
  chmod(path.c_str(), mode);
  return path;
}

}  // namespace

TEST_CASE("ProgramMissing") {
  Command command;
  command.program = "/nowhere/program";
  std::string error = error_of(command);
  CHECK(has(error, "/nowhere/program"));
  CHECK(has(error, "No such file or directory"));
}

TEST_CASE("ProgramNotInPath") {
  Command command;
  command.program = "no-program-of-this-name";
  CHECK(has(error_of(command), "no-program-of-this-name: no such program in PATH"));
}

TEST_CASE("ProgramFoundInPath") {
  Command command;
  command.program = "true";
  CHECK(run(command).status == 0);
  CHECK(run(command).cause == Cause::exited);
}

TEST_CASE("ProgramNotExecutable") {
  PrivateFolder folder;
  Command command;
  command.program = write_file(folder, "#!/bin/sh\n", 0600);
  CHECK(has(error_of(command), "chmod +x"));
}

TEST_CASE("ProgramOfNoKnownFormat") {
  PrivateFolder folder;
  Command command;
  command.program = write_file(folder, "\x7f nonsense", 0700);
  CHECK(has(error_of(command), "Exec format error"));
}

TEST_CASE("InterpreterOfScriptMissing") {
  PrivateFolder folder;
  Command command;
  command.program = write_file(folder, "#!/nowhere/sh\n", 0700);
  CHECK(has(error_of(command), "interpreter or loader"));
}

TEST_CASE("WorkingDirectoryMissing") {
  Command command = child({"exit", "0"});
  command.working_directory = "/nowhere/at/all";
  std::string error = error_of(command);
  CHECK(has(error, "/nowhere/at/all: No such file or directory"));
}

TEST_CASE("FailedStartLeavesNoChildAndNoDescriptor") {
  int before = dup(0);
  close(before);
  Command command;
  command.program = "/nowhere/program";
  for (int turn = 0; turn < 20; ++turn)
    CHECK_FALSE(error_of(command).empty());
  int after = dup(0);
  close(after);
  CHECK(after == before);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("WorkingDirectory") {
  PrivateFolder folder;
  Command command;
  command.program = "/bin/pwd";
  command.working_directory = folder.path();
  command.environment.emplace();
  CHECK(run(command).captured_stdout == std::filesystem::canonical(folder.path()).string() + "\n");
}

TEST_CASE("EnvironmentExact") {
  Command command = child({"environment"});
  command.environment = {{"A", "1"}, {"B", "two words"}};
  command.extra_environment = {{"C", ""}, {"A", "first=second"}};
  CHECK(run(command).captured_stdout == "A=first=second\nB=two words\nC=\n");
  command.environment.emplace();
  command.extra_environment.clear();
  CHECK(run(command).captured_stdout.empty());
}

TEST_CASE("EnvironmentOnTopOfOurs") {
  setenv("LAB_TEST_KEPT", "kept", 1);
  setenv("LAB_TEST_CHANGED", "before", 1);
  Command command = child({"environment"});
  command.extra_environment = {{"LAB_TEST_CHANGED", "after"}};
  std::string text = run(command).captured_stdout;
  CHECK(has(text, "LAB_TEST_KEPT=kept\n"));
  CHECK(has(text, "LAB_TEST_CHANGED=after\n"));
  CHECK_FALSE(has(text, "before"));
}

TEST_CASE("ArgumentsExact") {
  Command command;
  command.program = "/bin/sh";
  command.arguments = {"-c", "printf '[%s]' \"$@\"", "name", "", "a b", "\"$HOME\"\n"};
  CHECK(run(command).captured_stdout == "[][a b][\"$HOME\"\n]");
}

TEST_CASE("DescriptorsNotInherited") {
  int plain = open("/dev/null", O_RDONLY);
  int high = fcntl(plain, F_DUPFD, 200);
  CHECK(run(child({"descriptors"})).captured_stdout == "0\n1\n2\n");
  close(plain);
  close(high);
}

TEST_CASE("OurOwnStreamsClosed") {
  int status = in_process([] {
    for (int number : {0, 1, 2})
      close(number);
    Outcome outcome = run(child({"descriptors"}));
    return outcome.captured_stdout == "0\n1\n2\n" ? 0 : 1;
  });
  CHECK(status == 0);
}

TEST_CASE("PipesOnTheNumbersOfClosedStreams") {
  // spawn() alone: in run() another descriptor happens to take the lowest number.
  int status = in_process([] {
    for (int number : {0, 1, 2})
      close(number);
    Child started = spawn(child({"descriptors"}));
    int ended = 0;
    waitpid(started.pid, &ended, 0);
    char text[16];
    ssize_t count = read(started.stdout_stream.get(), text, sizeof text);
    return count == 6 && std::string(text, 6) == "0\n1\n2\n" ? 0 : 1;
  });
  CHECK(status == 0);
}

TEST_CASE("StdinIsEmpty") {
  CHECK(run(child({"count-stdin"})).captured_stdout == "0\n");
}

TEST_CASE("SignalsAsAfterLogin") {
  int status = in_process([] {
    for (int number : {SIGPIPE, SIGTERM, SIGUSR1, SIGHUP})
      signal(number, SIG_IGN);
    sigset_t blocked;
    sigfillset(&blocked);
    sigprocmask(SIG_BLOCK, &blocked, nullptr);
    Outcome outcome = run(child({"status", "SigBlk", "SigIgn"}));
    return outcome.captured_stdout == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n" ? 0
                                                                                               : 1;
  });
  CHECK(status == 0);
}

TEST_CASE("NoWayToMorePrivileges") {
  CHECK(run(child({"status", "NoNewPrivs"})).captured_stdout == "NoNewPrivs:\t1\n");
}

TEST_CASE("NoCoreFile") {
  CHECK(run(child({"limit", std::to_string(RLIMIT_CORE)})).captured_stdout == "0\n");
}

TEST_CASE("KernelLimitsStandBehindOurs") {
  Command command = child({"limit", std::to_string(RLIMIT_CPU)});
  command.limits.cpu_seconds = 2.5;
  CHECK(run(command).captured_stdout == "4\n");
}
