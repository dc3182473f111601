#include "lab/grade/workers.h"

#include <doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <stdexcept>
#include <vector>

namespace lab::grade {
namespace {

/// Jobs that are what `run` does; what they gave, by number.
struct Given {
  std::map<std::size_t, std::string> messages;
  std::map<std::size_t, std::string> lost;
  bool finished = false;
};

Given give(std::size_t count, std::size_t workers, std::function<judge::Result(std::size_t)> run) {
  Given given;
  Jobs jobs;
  jobs.count = count;
  jobs.run = std::move(run);
  jobs.leaving = [] {};
  jobs.started = [](std::size_t) {};
  jobs.tick = [] {};
  jobs.done = [&](std::size_t job, judge::Result result) {
    given.messages[job] = result.message;
    return result.message != "stop";
  };
  jobs.lost = [&](std::size_t job, const std::string& how) {
    given.lost[job] = how;
    return true;
  };
  given.finished = run_jobs(jobs, workers);
  return given;
}

judge::Result saying(std::string message) {
  judge::Result result;
  result.message = std::move(message);
  return result;
}

bool has_children() {
  return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

}  // namespace

TEST_CASE("EachJobIsDoneOnceByAnotherProcess") {
  const pid_t front = getpid();
  const Given given = give(50, 3, [front](std::size_t job) {
    return saying(getpid() == front ? "in the front" : std::to_string(job));
  });
  CHECK(given.finished);
  REQUIRE(given.messages.size() == 50);
  for (const auto& [job, message] : given.messages)
    CHECK(message == std::to_string(job));
  CHECK_FALSE(has_children());
}

TEST_CASE("AResultOfMegabytesArrives") {
  const Given given = give(3, 2, [](std::size_t) { return saying(std::string(5 << 20, 'x')); });
  for (const auto& [job, message] : given.messages)
    CHECK(message.size() == 5 << 20);
  CHECK(given.messages.size() == 3);
}

TEST_CASE("AWorkerThatDiesIsNamedAndReplaced") {
  const Given given = give(9, 2, [](std::size_t job) {
    if (job % 3 == 1) kill(getpid(), SIGKILL);
    return saying("alive");
  });
  CHECK(given.finished);
  CHECK(given.messages.size() == 6);
  CHECK(given.lost.size() == 3);
  CHECK(given.lost.at(4) == "killed by SIGKILL");
  CHECK_FALSE(has_children());
}

TEST_CASE("AWorkerThatThrowsIsLostToo") {
  const Given given = give(2, 1, [](std::size_t job) -> judge::Result {
    if (job == 0) throw std::runtime_error("no");
    return saying("alive");
  });
  CHECK(given.lost.size() == 1);
  CHECK(given.messages.at(1) == "alive");
}

TEST_CASE("WhatADeadWorkerLeftIsEnded") {
  // The grandchild blocks all signals and would live for ever; the end of the file in `ends[0]` says
  // that it is gone.
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const Given given = give(1, 1, [&](std::size_t) {
    if (fork() == 0) {
      setsid();
      for (;;)
        pause();
    }
    kill(getpid(), SIGKILL);
    return saying("");
  });
  close(ends[1]);
  char byte = 0;
  CHECK(read(ends[0], &byte, 1) == 0);
  close(ends[0]);
  CHECK(given.lost.size() == 1);
  CHECK_FALSE(has_children());
}

TEST_CASE("NoMoreIsBegunWhenTheFrontHasEnough") {
  const Given given =
      give(100, 1, [](std::size_t job) { return saying(job == 4 ? "stop" : "go"); });
  CHECK(given.finished);
  CHECK(given.messages.size() == 5);
}

TEST_CASE("ASignalEndsIt") {
  const pid_t front = getpid();
  const Given given = give(100, 2, [front](std::size_t job) {
    if (job == 5) kill(front, SIGTERM);
    return saying("go");
  });
  CHECK_FALSE(given.finished);
  CHECK(given.messages.size() < 100);
  CHECK_FALSE(has_children());
}

}  // namespace lab::grade
