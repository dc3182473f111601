#include <doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/supervise/child_command.h"

using namespace lab::supervise;
using namespace lab::supervise::test;

namespace {

Command shell(const char* script) {
  Command command;
  command.program = "/bin/sh";
  command.arguments = {"-c", script};
  return command;
}

}  // namespace

TEST_CASE("BothStreamsApart") {
  Outcome outcome = run(shell("printf out; printf err >&2; printf put"));
  CHECK(outcome.captured_stdout == "output");
  CHECK(outcome.captured_stderr == "err");
  CHECK_FALSE(outcome.stdout_cut);
}

TEST_CASE("HundredMegabytesWithinTheLimit") {
  Command command = child({"print", std::to_string(100 * kMebi)});
  command.limits.output_bytes = 100 * kMebi;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::exited);
  CHECK(outcome.status == 0);
  CHECK(outcome.captured_stdout.size() == 100 * kMebi);
  CHECK(std::all_of(outcome.captured_stdout.begin(), outcome.captured_stdout.end(),
                    [](char character) { return character == 'x'; }));
  CHECK_FALSE(outcome.stdout_cut);
}

TEST_CASE("HundredMegabytesCut") {
  Command command = child({"print", std::to_string(100 * kMebi)});
  command.limits.output_bytes = 4 * kMebi;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::output);
  CHECK(outcome.captured_stdout.size() == 4 * kMebi);
  CHECK(outcome.stdout_cut);
  CHECK_FALSE(outcome.stderr_cut);
}

TEST_CASE("OneByteTooManyAtTheVeryEnd") {
  Command command = child({"print-error", "1001"});
  command.limits.output_bytes = 1000;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::output);
  CHECK(outcome.captured_stderr.size() == 1000);
  CHECK(outcome.stderr_cut);
  CHECK(describe(outcome) ==
        "stopped: it printed to stderr more than 1000 bytes (limit of output)");
}

TEST_CASE("ExactlyTheLimit") {
  Command command = child({"print", "1000"});
  command.limits.output_bytes = 1000;
  Outcome outcome = run(command);
  CHECK(outcome.cause == Cause::exited);
  CHECK(outcome.captured_stdout.size() == 1000);
  CHECK_FALSE(outcome.stdout_cut);
}

TEST_CASE("StreamsClosedEarly") {
  Outcome outcome = run(child({"close-streams", "3"}));
  CHECK(outcome.cause == Cause::exited);
  CHECK(outcome.status == 3);
}

TEST_CASE("PipeHeldOpenByLeftover") {
  // The background process inherits stdout; the end of the main process ends the run all the same.
  Outcome outcome =
      run(shell("(printf more; trap '' TERM HUP; while :; do read -r x </dev/zero; done) & "
                "printf done; exit 2"));
  CHECK(outcome.status == 2);
  CHECK(outcome.captured_stdout.find("done") != std::string::npos);
}

TEST_CASE("ToldWhileTheRunGoesOn") {
  // The script goes on when it has been told of its first words, and not before.
  PrivateFolder folder;
  const std::filesystem::path fifo = folder.path() / "go on";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  Command command = shell("printf first; read word < 'go on'; printf $word >&2; exit 4");
  command.working_directory = folder.path();
  std::vector<std::pair<Stream, std::string>> told;
  command.on_output = [&](Stream stream, std::string_view portion) {
    told.emplace_back(stream, portion);
    if (told.size() > 1) return;
    const int writer = open(fifo.c_str(), O_WRONLY | O_CLOEXEC);
    CHECK(write(writer, "second\n", 7) == 7);
    close(writer);
  };
  CHECK(run(command).status == 4);
  CHECK(told == std::vector<std::pair<Stream, std::string>>{{Stream::out, "first"},
                                                            {Stream::err, "second"}});
}

TEST_CASE("ToldWhatIsKeptAndNoMore") {
  Command command = child({"print", std::to_string(8 * kMebi)});
  command.limits.output_bytes = kMebi;
  std::string told;
  command.on_output = [&](Stream, std::string_view portion) { told += portion; };
  Outcome outcome = run(command);
  CHECK(outcome.stdout_cut);
  CHECK(told == outcome.captured_stdout);
}

TEST_CASE("ManySmallPortionsAreGathered") {
  Command command = shell("i=0; while [ $i -lt 50000 ]; do echo $i; i=$((i+1)); done");
  std::string told;
  int portions = 0;
  command.on_output = [&](Stream, std::string_view portion) {
    ++portions;
    told += portion;
  };
  Outcome outcome = run(command);
  CHECK(told == outcome.captured_stdout);
  CHECK(told.ends_with("\n49999\n"));
  // Some thousands at once, then one every 10 ms at the most.
  CHECK(portions <= 4096 + 2 + static_cast<int>(outcome.wall_seconds * 100));
}

TEST_CASE("NotCapturedGoesToOurStdout") {
  PrivateFolder folder;
  std::filesystem::path file = folder.path() / "out";
  int status = in_process([&] {
    int descriptor = open(file.c_str(), O_CREAT | O_WRONLY, 0600);
    dup2(descriptor, STDOUT_FILENO);
    Command command = shell("printf through");
    command.capture = false;
    return run(command).captured_stdout.empty() ? 0 : 1;
  });
  CHECK(status == 0);
  CHECK(std::filesystem::file_size(file) == 7);
}
