#include "lab/grade/workers.h"

#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "lab/grade/result_bytes.h"
#include "lab/grade/worker.h"
#include "lab/supervise/descriptor.h"
#include "lab/supervise/process_tree.h"
#include "lab/supervise/run.h"
#include "lab/supervise/signals.h"

// Theory of operation
// ===================
//
//     front ─┬─ worker ── run ── host and what descends from it
//            ├─ worker ── run ── host …
//            └─ signals, sockets: one poll
//
// supervise::run is one at a time in a process, so each worker is a process. They are forked from
// the front, which has read the exercises: a worker begins at once, and shares its memory.
//
// Who ends whom. A worker ends its own tree after each run. A signal to the front is passed on to
// the workers as SIGTERM, which ends their runs, and they leave. A worker that dies takes its host
// with it (the host asked for that); what else descended from it becomes ours, as we are the
// subreaper, and is ended before the next worker is forked. If the front is killed, the kernel sends
// each worker the SIGTERM.
//
// Threads instead of workers would share the signal mask, the adoption of orphans and waitpid, all
// of which belong to the process; a process pool that is executed anew would read the exercises
// again for each.

namespace lab::grade {
namespace {

using supervise::Descriptor;

constexpr int kTickMilliseconds = 500;
/// Deaths that no job explains: something outside ends our workers, and will go on.
constexpr int kMostIdleDeaths = 20;

struct Worker {
  pid_t pid = -1;
  Descriptor socket;
  std::optional<std::size_t> job;
  std::string received;
};

class Pool {
 public:
  Pool(const Jobs& jobs, std::size_t size) : jobs_(jobs), size_(size) {
    prctl(PR_GET_CHILD_SUBREAPER, &was_subreaper_);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
  }
  ~Pool() {
    for (const Worker& worker : workers_)
      kill(worker.pid, SIGKILL);
    while (!workers_.empty())
      bury(0);
    if (was_subreaper_ == 0) prctl(PR_SET_CHILD_SUBREAPER, 0);
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  bool run();

 private:
  bool work_left() const { return go_on_ && !ending_ && next_ < jobs_.count; }
  void fork_worker();
  void hand_out();
  void wait();
  void read_signals();
  void read_worker(std::size_t index);
  void take_results(Worker& worker);
  int bury(std::size_t index);
  void was_lost(std::size_t index);

  const Jobs& jobs_;
  const std::size_t size_;
  supervise::Signals signals_;
  std::vector<Worker> workers_;
  std::size_t next_ = 0;
  bool go_on_ = true;    // the front wants more jobs begun
  bool ending_ = false;  // a signal came
  int idle_deaths_ = 0;
  int was_subreaper_ = 0;
};

void Pool::fork_worker() {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw supervise::RunError(fmt::format("cannot make a socket: {}", std::strerror(errno)));
  }
  Descriptor ours(ends[0]);
  Descriptor theirs(ends[1]);
  const pid_t front = getpid();
  const pid_t pid = fork();
  if (pid < 0) {
    throw supervise::RunError(
        fmt::format("cannot start a worker: {}; try fewer (-j 1)", std::strerror(errno)));
  }
  if (pid == 0) {
    ours.close();
    for (Worker& other : workers_)  // or their end of file would not come while we live
      other.socket.close();
    work(theirs.get(), front, jobs_);
  }
  workers_.push_back({pid, std::move(ours), std::nullopt, {}});
}

void Pool::hand_out() {
  std::size_t idle = 0;
  for (const Worker& worker : workers_)
    idle += worker.job ? 0U : 1U;
  while (work_left() && workers_.size() < size_ && idle < jobs_.count - next_) {
    fork_worker();
    ++idle;
  }
  for (Worker& worker : workers_) {
    if (!work_left()) return;
    if (worker.job) continue;
    const auto number = static_cast<JobNumber>(next_);
    if (!send_all(worker.socket.get(), &number, sizeof number)) continue;  // its end is read next
    worker.job = next_++;
    jobs_.started(*worker.job);
  }
}

void Pool::read_signals() {
  while (auto info = signals_.next()) {
    const auto number = static_cast<int>(info->ssi_signo);
    if (number == SIGCHLD || number == SIGCONT) continue;
    for (const Worker& worker : workers_)
      kill(worker.pid, ending_ ? SIGKILL : SIGTERM);
    ending_ = true;
  }
}

void Pool::take_results(Worker& worker) {
  ResultSize size = 0;
  while (worker.received.size() >= sizeof size) {
    std::memcpy(&size, worker.received.data(), sizeof size);
    if (size > kLongestResult) {
      kill(worker.pid, SIGKILL);
      return;
    }
    if (worker.received.size() - sizeof size < size) return;
    auto result = from_bytes(std::string_view(worker.received).substr(sizeof size, size));
    if (!result || !worker.job) {
      kill(worker.pid, SIGKILL);
      return;
    }
    worker.received.clear();  // one job, one result
    worker.received.shrink_to_fit();
    const std::size_t job = *worker.job;
    worker.job.reset();
    if (!jobs_.done(job, std::move(*result))) go_on_ = false;
  }
}

/// Waits for a worker that has ended or will at once, and ends what it left. @returns its status.
int Pool::bury(std::size_t index) {
  int status = 0;
  while (waitpid(workers_[index].pid, &status, 0) < 0 && errno == EINTR) {
  }
  workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(index));
  std::vector<pid_t> living;
  for (const Worker& worker : workers_)
    living.push_back(worker.pid);
  supervise::ProcessTree(std::move(living)).end();
  return status;
}

void Pool::was_lost(std::size_t index) {
  const std::optional<std::size_t> job = workers_[index].job;
  const int status = bury(index);
  if (ending_) return;
  if (!job) {
    if (work_left() && ++idle_deaths_ > kMostIdleDeaths) {
      throw supervise::RunError("the workers are ended from outside again and again");
    }
    return;
  }
  const std::string how = WIFSIGNALED(status)
                              ? fmt::format("killed by SIG{}", sigabbrev_np(WTERMSIG(status)))
                              : std::string("ended by a signal");
  if (!jobs_.lost(*job, how)) go_on_ = false;
}

/// Whether the worker is dead, which the end of its socket may not tell: what it forked may hold it.
bool has_ended(pid_t worker) {
  siginfo_t info{};
  int result = waitid(P_PID, static_cast<id_t>(worker), &info, WEXITED | WNOHANG | WNOWAIT);
  return result == 0 && info.si_pid == worker;
}

void Pool::read_worker(std::size_t index) {
  Worker& worker = workers_[index];
  const bool ended = has_ended(worker.pid);  // first: then all that it sent can be read
  char buffer[1 << 16];
  ssize_t count = 0;
  while ((count = recv(worker.socket.get(), buffer, sizeof buffer, MSG_DONTWAIT)) > 0) {
    worker.received.append(buffer, static_cast<std::size_t>(count));
    take_results(worker);
  }
  if (ended || count == 0 || (errno != EAGAIN && errno != EINTR)) was_lost(index);
}

void Pool::wait() {
  std::vector<pollfd> waited = {{signals_.descriptor(), POLLIN, 0}};  // SIGCHLD too
  for (const Worker& worker : workers_)
    waited.push_back({worker.socket.get(), POLLIN, 0});
  poll(waited.data(), waited.size(), kTickMilliseconds);
  read_signals();
  // Backwards: one that is lost leaves its place.
  for (std::size_t index = waited.size() - 1; index > 0; --index)
    read_worker(index - 1);
}

bool Pool::run() {
  for (;;) {
    hand_out();
    bool busy = std::any_of(workers_.begin(), workers_.end(),
                            [](const Worker& worker) { return worker.job.has_value(); });
    if (ending_ ? workers_.empty() : !busy && !work_left()) break;
    wait();
    jobs_.tick();
  }
  for (Worker& worker : workers_)
    worker.socket.close();  // an idle worker leaves
  while (!workers_.empty())
    bury(0);
  signals_.drop_the_rest();
  return !ending_;
}

}  // namespace

bool run_jobs(const Jobs& jobs, std::size_t workers) {
  return Pool(jobs, std::max<std::size_t>(workers, 1)).run();
}

}  // namespace lab::grade
