#include <fmt/core.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "lab/supervise/run.h"

// What the front adds to a program's own start: run() of /bin/true beside fork, exec and wait, and
// beside posix_spawn and wait. On a busy machine the wall times say who else runs; the CPU times of
// the front alone (without the child's) still compare.

namespace {

using Clock = std::chrono::steady_clock;

void fork_exec_wait() {
  pid_t pid = fork();
  if (pid == 0) {
    execl("/bin/true", "/bin/true", nullptr);
    _exit(127);
  }
  waitpid(pid, nullptr, 0);
}

void spawn_wait() {
  char program[] = "/bin/true";
  char* arguments[] = {program, nullptr};
  pid_t pid = 0;
  if (posix_spawn(&pid, program, nullptr, nullptr, arguments, environ) == 0)
    waitpid(pid, nullptr, 0);
}

void supervised() {
  lab::supervise::Command command;
  command.program = "/bin/true";
  lab::supervise::run(command);
}

double microseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
}

struct Cost {
  const char* name;
  void (*action)();
  std::vector<double> wall;
  double cpu = 0;

  void measure() {
    rusage before{};
    rusage after{};
    getrusage(RUSAGE_SELF, &before);
    auto start = Clock::now();
    action();
    wall.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    getrusage(RUSAGE_SELF, &after);
    cpu += microseconds(after.ru_utime) - microseconds(before.ru_utime) +
           microseconds(after.ru_stime) - microseconds(before.ru_stime);
  }

  void print() {
    std::sort(wall.begin(), wall.end());
    std::size_t count = wall.size();
    fmt::print(
        "{:<18} wall: lowest {:5.0f}  tenth {:5.0f}  median {:5.0f} us   front's CPU: {:4.0f} us\n",
        name, wall[0], wall[count / 10], wall[count / 2], cpu / static_cast<double>(count));
  }
};

}  // namespace

int main() {
  constexpr int kTurns = 1000;
  Cost costs[] = {{"fork, exec, wait", fork_exec_wait, {}},
                  {"posix_spawn, wait", spawn_wait, {}},
                  {"run()", supervised, {}}};
  for (int turn = 0; turn < kTurns; ++turn) {  // in turns: the machine is as busy for each
    for (Cost& cost : costs)
      cost.measure();
  }
  for (Cost& cost : costs)
    cost.print();
}
