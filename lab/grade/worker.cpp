#include "lab/grade/worker.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <exception>
#include <optional>

#include "lab/grade/result_bytes.h"
#include "lab/supervise/signals.h"

namespace lab::grade {
namespace {

enum ExitStatus : int { kDone = 0, kThrew = 1 };

/// Whether the front has gone, or a signal asks us to.
bool should_end(supervise::Signals& signals, int front) {
  while (auto signal = signals.next()) {
    const auto number = static_cast<int>(signal->ssi_signo);
    if (number != SIGCHLD && number != SIGCONT) return true;
  }
  return getppid() != front;
}

std::optional<JobNumber> next_job(int socket, supervise::Signals& signals, int front) {
  for (;;) {
    std::array<pollfd, 2> waited = {{{socket, POLLIN, 0}, {signals.descriptor(), POLLIN, 0}}};
    if (poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR) return std::nullopt;
    if (should_end(signals, front)) return std::nullopt;
    if (waited[0].revents == 0) continue;
    JobNumber job = 0;
    // Four bytes that were sent at once come at once.
    if (recv(socket, &job, sizeof job, MSG_WAITALL) != sizeof job) return std::nullopt;
    return job;
  }
}

void serve(int socket, int front, const Jobs& jobs) {
  // The death of the front comes as SIGTERM, which a run obeys like any other. It must not be one
  // that is ignored.
  signal(SIGTERM, SIG_DFL);
  supervise::Signals signals;
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  while (auto job = next_job(socket, signals, front)) {
    const judge::Result result = jobs.run(*job);
    if (result.cause == supervise::Cause::interrupted) return;
    const std::string bytes = to_bytes(result);
    const auto size = static_cast<ResultSize>(bytes.size());
    if (!send_all(socket, &size, sizeof size)) return;
    if (!send_all(socket, bytes.data(), bytes.size())) return;
  }
}

}  // namespace

bool send_all(int socket, const void* bytes, std::size_t size) {
  const auto* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t sent = send(socket, next, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    next += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

void work(int socket, int front, const Jobs& jobs) {
  try {
    serve(socket, front, jobs);
  } catch (const std::exception&) {
    jobs.leaving();
    _exit(kThrew);  // the front says which job it was
  }
  jobs.leaving();
  _exit(kDone);
}

}  // namespace lab::grade
