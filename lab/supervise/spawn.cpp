#include "lab/supervise/spawn.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "lab/confine/request.h"
#include "lab/supervise/executable_path.h"

// Between vfork and execve the child runs in our memory while we stand still:
//
//     front  make the Plan ── block all signals ── vfork ·················· go on
//     child                                          └─ follow the Plan ── execve
//                                                                       └─ or write errno, _exit
//
// vfork spares the copy of our page tables, and its rules are kept: the child makes system calls
// only, allocates nothing, and writes nothing that we read later. Why it failed is left in a pipe
// that execve closes, and read when the child has ended: sanitizers and some sandboxes turn vfork
// into fork, so our memory would not do, and waiting for execve here would cost one more turn of
// the scheduler.

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4U
#endif

namespace fs = std::filesystem;

namespace lab::supervise {
namespace {

/// Captured, a program finds every signal as after a login. With our terminal it finds ignored what
/// we ignore (SIGHUP under nohup), as a `python` started from there would; SIGPIPE alone may be our
/// own choice.
void reset_signals(bool captured) {
  struct sigaction normal {};
  normal.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction present {};
    if (sigaction(number, nullptr, &present) != 0) continue;
    bool ignored = (present.sa_flags & SA_SIGINFO) == 0 && present.sa_handler == SIG_IGN;
    if (ignored && !captured && number != SIGPIPE) continue;
    sigaction(number, &normal, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_on_exec_from_3() {
  if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  rlimit open_files{};  // Linux before 5.11
  getrlimit(RLIMIT_NOFILE, &open_files);
  int end = static_cast<int>(std::min<rlim_t>(open_files.rlim_cur, rlim_t{1} << 20U));
  for (int number = 3; number < end; ++number)
    fcntl(number, F_SETFD, FD_CLOEXEC);
}

void inherit(int descriptor) {
  if (descriptor == confine::kSocket) {
    fcntl(descriptor, F_SETFD, 0);
  } else {
    dup2(descriptor, confine::kSocket);
  }
}

[[noreturn]] void give_up(const Plan& plan, const confine::Failure& failure) {
  while (write(plan.errors, &failure, sizeof failure) < 0 && errno == EINTR) {
  }
  _exit(kNotStarted);
}

/// The child's side, from vfork to execve.
[[noreturn]] void follow(const Plan& plan) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != plan.front) _exit(kNotStarted);  // the front died before the prctl could see it
  close_on_exec_from_3();
  reset_signals(plan.captured);
  confine::Failure failure{};
  if (!confine::confine(plan.confinement, failure)) give_up(plan, failure);
  // Becoming another user takes the wish back.
  if (plan.confinement.user != 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (plan.inherited >= 0) inherit(plan.inherited);
  execve(plan.program.c_str(), plan.arguments.data(), plan.environment.data());
  give_up(plan, {confine::Step::program, errno});
}

/// All signals are blocked meanwhile, so that no handler of ours runs in the child.
pid_t vfork_program(const Plan& plan) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = vfork();
  if (pid == 0) follow(plan);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

[[noreturn]] void fail(const Command& command, std::string_view why) {
  throw RunError(fmt::format("cannot run {}: {}", command.program.string(), why));
}

/// Where stdin, stdout or stderr of ours is closed, a new descriptor takes its number, and dup2 in
/// the child would overwrite it.
Descriptor above_standard(const Command& command, Descriptor descriptor) {
  if (descriptor && descriptor.get() < 3) {
    descriptor = Descriptor(fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 3));
  }
  if (!descriptor) fail(command, std::strerror(errno));
  return descriptor;
}

Start::Pipe make_pipe(const Command& command) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) fail(command, std::strerror(errno));
  Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  return {above_standard(command, std::move(reader)), above_standard(command, std::move(writer))};
}

[[noreturn]] void fail_to_execute(const Command& command, int error) {
  const char* reason = std::strerror(error);
  fs::path program = executable_path(command.program);
  std::error_code ignored;
  if (error == ENOENT && fs::exists(program, ignored)) {
    fail(command, "the file is there, the interpreter or loader that it names is not");
  }
  if (error == EACCES && fs::is_regular_file(program, ignored)) {
    fail(command, fmt::format("{} (chmod +x {})", reason, program.string()));
  }
  fail(command, reason);
}

}  // namespace

Start::Start(const Command& command) : plan_(command) {
  if (command.capture) {
    Descriptor null(open("/dev/null", O_RDONLY | O_CLOEXEC));
    nothing_ = above_standard(command, std::move(null));
    out_ = make_pipe(command);
    err_ = make_pipe(command);
    plan_.confinement.streams = {nothing_.get(), out_.writer.get(), err_.writer.get()};
    for (const Pipe* pipe : {&out_, &err_})
      fcntl(pipe->reader.get(), F_SETFL, O_NONBLOCK);
  }
  errors_ = make_pipe(command);
  fcntl(errors_.reader.get(), F_SETFL, O_NONBLOCK);
  plan_.errors = errors_.writer.get();
}

Child Start::finish(pid_t pid) {
  Child child;
  child.pid = pid;
  child.ended = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  child.stdout_stream = std::move(out_.reader);
  child.stderr_stream = std::move(err_.reader);
  child.errors = std::move(errors_.reader);
  return child;
}

Child spawn(const Command& command) {
  Start start(command);
  if (start.plan().program.empty()) fail(command, "no such program in PATH");
  const pid_t pid = vfork_program(start.plan());
  if (pid < 0) fail(command, std::strerror(errno));
  return start.finish(pid);
}

void check_started(const Command& command, const Descriptor& errors) {
  confine::Failure failure{};
  ssize_t count = read(errors.get(), &failure, sizeof failure);
  if (count != static_cast<ssize_t>(sizeof failure)) return;
  const char* reason = std::strerror(failure.error);
  switch (failure.step) {
    case confine::Step::session:
      fail(command, fmt::format("no session for it: {}", reason));
    case confine::Step::streams:
      fail(command, fmt::format("no streams for it: {}", reason));
    case confine::Step::limits:
      fail(command, fmt::format("its limits cannot be set: {}", reason));
    case confine::Step::folder:
      fail(command, fmt::format("its folder {}: {}", command.working_directory.string(), reason));
    case confine::Step::user:
      fail(command, fmt::format("it cannot be given to another user: {}", reason));
    case confine::Step::files:
      fail(command, fmt::format("its files cannot be limited: {}", reason));
    case confine::Step::system_calls:
      fail(command, fmt::format("its system calls cannot be limited: {}", reason));
    case confine::Step::program:
      fail_to_execute(command, failure.error);
  }
}

}  // namespace lab::supervise
