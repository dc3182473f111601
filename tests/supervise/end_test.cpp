#include <doctest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "tests/supervise/child_command.h"

// How the main process ended, and what run() leaves in the caller.

using namespace lab::supervise;
using namespace lab::supervise::test;

namespace {

std::size_t open_descriptors() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    count += entry.path().empty() ? 0 : 1;
  }
  return count;
}

/// Makes pidfd_open fail as on a kernel or in a sandbox that has none.
bool forbid_pidfd_open() {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 434, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program{4, filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 &&
         syscall(434, getpid(), 0) == -1 && errno == ENOSYS;
}

}  // namespace

TEST_CASE("ExitStatus") {
  for (int status : {0, 1, 3, 127, 255}) {
    Outcome outcome = run(child({"exit", std::to_string(status)}));
    CHECK(outcome.cause == Cause::exited);
    CHECK(outcome.status == status);
    CHECK(outcome.signal == 0);
    CHECK(outcome.wall_seconds > 0);
  }
}

TEST_CASE("EachSignalThatEndsAProcess") {
  for (int number : {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGKILL, SIGTERM,
                     SIGINT, SIGHUP, SIGPIPE, SIGALRM, SIGUSR1}) {
    CAPTURE(number);
    Outcome outcome = run(child({"die-by", std::to_string(number)}));
    CHECK(outcome.cause == Cause::signal);
    CHECK(outcome.signal == number);
    CHECK(outcome.status == 0);
  }
}

TEST_CASE("SigxcpuCountsAsCpuTime") {
  Command command = child({"die-by", std::to_string(SIGXCPU)});
  CHECK(run(command).cause == Cause::signal);  // no limit, not ours
  command.limits.cpu_seconds = 5;
  CHECK(run(command).cause == Cause::cpu_time);
}

TEST_CASE("ThousandRunsLeaveNothing") {
  std::size_t before = open_descriptors();
  for (int turn = 0; turn < 1000; ++turn) {
    Outcome outcome = run(child({"exit", "5"}));
    REQUIRE(outcome.status == 5);
  }
  CHECK(open_descriptors() == before);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

TEST_CASE("SignalMaskAndAdoptionRestored") {
  sigset_t before;
  sigset_t after;
  sigprocmask(SIG_BLOCK, nullptr, &before);
  run(child({"exit", "0"}));
  sigprocmask(SIG_BLOCK, nullptr, &after);
  int adopts = 1;
  prctl(PR_GET_CHILD_SUBREAPER, &adopts);
  CHECK(adopts == 0);
  for (int number = 1; number < NSIG; ++number) {
    CHECK(sigismember(&before, number) == sigismember(&after, number));
  }
}

TEST_CASE("CallerIgnoresSigchld") {
  int status = in_process([] {
    signal(SIGCHLD, SIG_IGN);
    Outcome outcome = run(child({"exit", "6"}));
    bool kept = signal(SIGCHLD, SIG_DFL) == SIG_IGN;
    return outcome.status == 6 && kept ? 0 : 1;
  });
  CHECK(status == 0);
}

TEST_CASE("KernelWithoutPidfd") {
  int status = in_process([] {
    if (!forbid_pidfd_open()) return 1;
    Command command = child({"exit", "6"});
    if (run(command).status != 6) return 2;
    command = child({"busy"});
    command.limits.wall_seconds = 0.05;
    return run(command).cause == Cause::wall_time ? 0 : 3;
  });
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(WIFEXITED(status));
}

TEST_CASE("FrontKilledTakesMainProcessAlong") {
  Fifo fifo;
  pid_t front = start_process([&] { return run(child({"hold", fifo.path()})).status; });
  REQUIRE(fifo.wait_for_byte());
  kill(front, SIGKILL);
  CHECK(waitpid(front, nullptr, 0) == front);
  CHECK(fifo.wait_until_closed());
}
