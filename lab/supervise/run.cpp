#include "lab/supervise/run.h"

#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

#include "lab/supervise/capture.h"
#include "lab/supervise/folder_size.h"
#include "lab/supervise/fork_server.h"
#include "lab/supervise/process_tree.h"
#include "lab/supervise/signals.h"
#include "lab/supervise/spawn.h"
#include "lab/supervise/terminal.h"

// Theory of operation
// ===================
//
//     signals ─► signalfd ─┐
//     main process ─ pidfd ┼─► wake ─► signals · streams · limits · sample ─┬─► once more
//     stdout, stderr ─ pipe┤                                                │
//     the next deadline ───┘              main ended, or we stop the run ◄──┘
//                                                   │
//                        kill the tree ─► wait for each ─► drain the pipes ─► Outcome
//
// One thread, one loop, one poll. A run has a main process and whatever descends from it, and it
// has ended when the main process has ended or when a limit was passed; what is left of the tree
// then is killed, so that nothing of one run is alive during the next.
//
// Where it comes from. The main process is one that we have made by vfork, or one that a host has
// forked of itself and that we have adopted (fork_server.h). From here on the two are the same; the
// server is a child that we had before, and belongs to no run.
//
// Who belongs to the run. Process groups and sessions are left at will, so they cannot tell.
// Parentage can: we are the subreaper of all that we start, and a daemon that forks twice and makes
// itself a session becomes our child when its parent dies. Nothing gets out of "descends from us",
// except by asking a service that runs already (at, systemd-run) to start something. What we do not
// use: cgroups (need delegation, which containers and plain logins lack), a PID namespace (needs
// privileges or user namespaces, which some distributions refuse, and os.getpid() would answer 1).
//
// If we die first. The main process has asked the kernel for SIGKILL at the death of the thread
// that started it. Its own children do not inherit that wish: SIGKILL to the front can leave them
// behind.
//
// Limits. Wall time is a deadline of the poll. CPU time and memory are of the whole tree, for which
// the kernel has no limit without cgroups: we sample. The first sample comes after 10 ms, so that a
// short run costs nothing; then every 20 ms, or rarer where a sample is slow (hundreds of
// processes), so that sampling takes a twentieth of one CPU; but every 200 ms at the least, so that
// a crowd of processes does not buy time. Between two samples a run can pass its limit: by 20 ms of
// each of its CPUs, by what it can touch in 20 ms (some 50 MiB).
// rlimits, set wide, stand behind that in case the front itself is stopped. Output is counted as it
// is read, exactly.
//
// Order of causes. Signals to us are looked at first: on Ctrl-C in a terminal the main process gets
// it too, and may be dead already when we wake. Then the streams: one that passed its limit says so
// even where the process has ended meanwhile, so that the answer does not hang on who was faster.
// Then the end of the main process, then the limits that are measured: a process that ended in time
// has ended.
//
// The terminal (capture = false). The main process shares our process group and so is stopped,
// continued and interrupted by the terminal just as we are. Ctrl-C is its own to handle (Python
// turns it into KeyboardInterrupt): we wait a second for it to end, then, or at a second Ctrl-C,
// end the run. A signal that a process sent went to us alone as far as we can know, and is handed
// on. Time that we spent stopped by Ctrl-Z is not counted: on SIGCONT the clock is set back by the
// gap since the loop was last awake.

namespace lab::supervise {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kFirstSample = milliseconds(10);
constexpr auto kSampleInterval = milliseconds(20);
constexpr auto kLongestInterval = milliseconds(200);
constexpr int kSampleShare = 20;  // an interval is this many times what a sample takes
constexpr auto kGrace = std::chrono::seconds(1);
constexpr auto kNever = Clock::time_point::max();

/// A limit of 0, and one of centuries, is no deadline.
Clock::time_point after(Clock::time_point start, double seconds) {
  if (!(seconds > 0) || seconds > 1e9) return kNever;
  return start +
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// Those of one stream.
Capture::Told portions_of(const Command& command, Stream stream) {
  if (!command.on_output) return nullptr;
  return [&command, stream](std::string_view portion) { command.on_output(stream, portion); };
}

class Supervision {
 public:
  explicit Supervision(const Command& command);
  Outcome watch();

 private:
  void wait_for_something();
  void read_signals();
  void on_signal(const signalfd_siginfo& info);
  void was_stopped();
  void read_streams();
  void check_clocks();
  void sample();
  void stop(Cause cause);
  Outcome finish();

  const Command& command_;
  const Limits& limits_ = command_.limits;
  const bool capture_ = command_.capture;
  TerminalState terminal_;  // destroyed last: the terminal is set when nobody is left to change it
  Signals signals_;         // before the child: none of them is missed
  ProcessTree tree_;
  pid_t main_ = -1;
  Descriptor main_ended_;
  Descriptor start_errors_;
  Capture stdout_;
  Capture stderr_;
  Clock::time_point start_;
  Clock::time_point awake_;
  Clock::time_point next_sample_;
  Clock::time_point grace_end_ = kNever;
  Clock::time_point next_tell_ = kNever;
  std::optional<Cause> stopped_by_;
  std::uint64_t peak_memory_ = 0;
  bool folder_full_ = false;
};

Supervision::Supervision(const Command& command)
    : command_(command), stdout_({}, 0), stderr_({}, 0) {
  start_ = awake_ = Clock::now();
  next_sample_ = start_ + kFirstSample;
  Child child = command.forked ? command.forked->server->fork(command) : spawn(command);
  tree_.set_main(child.pid, command.capture);
  main_ = child.pid;
  main_ended_ = std::move(child.ended);
  start_errors_ = std::move(child.errors);
  stdout_ = Capture(std::move(child.stdout_stream), limits_.output_bytes,
                    portions_of(command, Stream::out));
  stderr_ = Capture(std::move(child.stderr_stream), limits_.output_bytes,
                    portions_of(command, Stream::err));
}

void Supervision::wait_for_something() {
  Clock::time_point deadline =
      std::min({after(start_, limits_.wall_seconds), grace_end_, next_sample_, next_tell_});
  auto left = std::max(deadline - Clock::now(), Clock::duration::zero());
  auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
  timespec timeout{static_cast<time_t>(whole.count()),
                   static_cast<long>(std::chrono::nanoseconds(left - whole).count())};
  std::array<pollfd, 4> waited = {{{signals_.descriptor(), POLLIN, 0},
                                   {main_ended_.get(), POLLIN, 0},
                                   {stdout_.descriptor(), POLLIN, 0},
                                   {stderr_.descriptor(), POLLIN, 0}}};
  ppoll(waited.data(), waited.size(), &timeout, nullptr);  // -1 is skipped, EINTR is a wake-up too
}

void Supervision::stop(Cause cause) {
  if (!stopped_by_) stopped_by_ = cause;
}

void Supervision::was_stopped() {
  if (capture_) return;  // it ran on while we did not
  auto gap = Clock::now() - awake_;
  start_ += gap;
  if (grace_end_ != kNever) grace_end_ += gap;
}

void Supervision::on_signal(const signalfd_siginfo& info) {
  auto number = static_cast<int>(info.ssi_signo);
  if (number == SIGCHLD) return;  // watch() asks for itself
  if (number == SIGCONT) return was_stopped();
  bool from_keys = number == SIGINT || number == SIGQUIT;
  if (capture_ || !from_keys || grace_end_ != kNever) return stop(Cause::interrupted);
  grace_end_ = Clock::now() + kGrace;
  bool sent_by_process =
      info.ssi_code <= 0;  // SI_USER, SI_QUEUE, SI_TKILL; the terminal: SI_KERNEL
  if (sent_by_process) kill(main_, number);
}

void Supervision::read_signals() {
  while (auto info = signals_.next())
    on_signal(*info);
}

void Supervision::read_streams() {
  stdout_.read_portion();
  stderr_.read_portion();
  if (stdout_.cut() || stderr_.cut()) stop(Cause::output);
  if (!command_.on_output) return;
  const Clock::time_point now = Clock::now();
  next_tell_ = stdout_.tell(now);
  next_tell_ = std::min(next_tell_, stderr_.tell(now));
}

void Supervision::sample() {
  auto begin = Clock::now();
  ProcessTree::Use use = tree_.measure(peak_memory_);
  peak_memory_ = std::max(peak_memory_, use.memory);
  if (limits_.memory_bytes > 0 && use.memory > limits_.memory_bytes) stop(Cause::memory);
  if (limits_.cpu_seconds > 0 && use.cpu_seconds > limits_.cpu_seconds) stop(Cause::cpu_time);
  const std::uint64_t room = limits_.folder_bytes;
  if (room > 0 && folder_size(command_.working_directory, room) > room) {
    folder_full_ = true;
    stop(Cause::output);
  }
  auto end = Clock::now();
  next_sample_ = end + std::clamp<Clock::duration>(kSampleShare * (end - begin), kSampleInterval,
                                                   kLongestInterval);
}

void Supervision::check_clocks() {
  awake_ = Clock::now();
  if (awake_ >= after(start_, limits_.wall_seconds)) stop(Cause::wall_time);
  if (awake_ >= grace_end_) stop(Cause::interrupted);
  if (awake_ >= next_sample_) sample();
}

Outcome Supervision::watch() {
  for (;;) {
    wait_for_something();
    read_signals();
    read_streams();
    if (stopped_by_ || tree_.main_ended()) return finish();
    check_clocks();
    if (stopped_by_) return finish();
  }
}

Outcome Supervision::finish() {
  Outcome outcome;
  outcome.wall_seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  tree_.end();
  stdout_.drain();
  stderr_.drain();
  stdout_.tell_rest();
  stderr_.tell_rest();
  if (stdout_.cut() || stderr_.cut()) stop(Cause::output);
  if (grace_end_ != kNever) stop(Cause::interrupted);
  if (stopped_by_ == Cause::interrupted) signals_.drop_the_rest();

  int status = tree_.main_status();
  if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
  if (outcome.status == kNotStarted) check_started(command_, start_errors_);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  outcome.cpu_seconds = tree_.cpu_seconds();
  outcome.peak_memory = peak_memory_;
  outcome.stdout_cut = stdout_.cut();
  outcome.stderr_cut = stderr_.cut();
  outcome.folder_full = folder_full_;
  outcome.captured_stdout = stdout_.take_text();
  outcome.captured_stderr = stderr_.take_text();
  outcome.limits = limits_;
  outcome.cause = outcome.signal != 0 ? Cause::signal : Cause::exited;
  bool by_kernel = outcome.signal == SIGXCPU ||
                   (outcome.signal == SIGKILL && outcome.cpu_seconds > limits_.cpu_seconds);
  if (limits_.cpu_seconds > 0 && by_kernel) outcome.cause = Cause::cpu_time;
  if (stopped_by_) outcome.cause = *stopped_by_;
  return outcome;
}

}  // namespace

Outcome run(const Command& command) {
  if (command.forked) command.forked->server->ensure_started();
  return Supervision(command).watch();
}

}  // namespace lab::supervise
