#include "lab/supervise/process_tree.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "lab/supervise/process.h"

namespace lab::supervise {
namespace {

/// Tells it without looking at any process, which is what most runs need to know at their end.
bool have_children() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

ProcessTree::ProcessTree() {
  int before = 0;
  prctl(PR_GET_CHILD_SUBREAPER, &before);
  was_subreaper_ = before != 0;
  if (!was_subreaper_) prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (!have_children()) return;
  visit_descendants({}, [this](const Process& process) {
    if (process.parent == getpid()) not_ours_.push_back(process.pid);
  });
}

ProcessTree::ProcessTree(std::vector<pid_t> not_ours) : not_ours_(std::move(not_ours)) {
  int before = 0;
  prctl(PR_GET_CHILD_SUBREAPER, &before);
  was_subreaper_ = before != 0;
}

ProcessTree::~ProcessTree() {
  end();
  if (!was_subreaper_) prctl(PR_SET_CHILD_SUBREAPER, 0);
}

void ProcessTree::set_main(pid_t pid, bool own_group) {
  main_ = pid;
  own_group_ = own_group;
}

bool ProcessTree::main_ended() const {
  siginfo_t info{};
  int result = waitid(P_PID, static_cast<id_t>(main_), &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid == main_;
}

ProcessTree::Use ProcessTree::measure(std::uint64_t known_memory) {
  Use use;
  std::vector<pid_t> living;
  std::vector<pid_t> orphans;
  visit_descendants(not_ours_, [&](const Process& process) {
    use.cpu_seconds += process.cpu_seconds;
    if (process.state != 'Z') {
      living.push_back(process.pid);
    } else if (process.parent == getpid() && process.pid != main_) {
      orphans.push_back(process.pid);
    }
  });
  use.cpu_seconds += cpu_seconds_;
  use.memory = resident_memory(living, known_memory);
  for (pid_t pid : orphans)
    reap(pid);
  return use;
}

bool ProcessTree::nothing_left() const {
  return main_ < 0 && not_ours_.empty() && !have_children();
}

void ProcessTree::reap(pid_t pid) {
  int status = 0;
  rusage use{};
  pid_t result = 0;
  do {
    result = wait4(pid, &status, 0, &use);
  } while (result < 0 && errno == EINTR);
  if (result == pid) cpu_seconds_ += seconds(use.ru_utime) + seconds(use.ru_stime);
  if (pid != main_) return;
  main_status_ = status;
  main_ = -1;
}

// One pass is not enough: while we look, a process may fork, and its child is seen only when the
// parent is dead and we have adopted it. But each pass kills every child of ours that it sees and
// waits for it, what is killed cannot fork, and a process of which we see nothing has a living
// ancestor that is a child of ours. So the first pass that finds no child to wait for is the last.
void ProcessTree::end() {
  if (main_ > 0) {
    // The group first: the kernel kills it as one, no fork slips through. Its number cannot belong
    // to anybody else while the main process is not waited for.
    if (own_group_) kill(-main_, SIGKILL);
    kill(main_, SIGKILL);
    reap(main_);
  }
  while (!nothing_left()) {
    std::vector<pid_t> children;
    visit_descendants(not_ours_, [&](const Process& process) {
      // One that became another user (a setuid program) is beyond us, and is not waited for.
      bool killed = process.state == 'Z' || kill(process.pid, SIGKILL) == 0 || errno != EPERM;
      if (killed && process.parent == getpid()) children.push_back(process.pid);
    });
    if (children.empty()) return;
    for (pid_t pid : children)
      reap(pid);
  }
}

}  // namespace lab::supervise
