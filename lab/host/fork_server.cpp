#include "lab/host/fork_server.h"

#include <Python.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "bindings/bindings.h"
#include "lab/confine/request.h"
#include "lab/host/forked_run.h"
#include "lab/host/start.h"

// Theory of operation
// ===================
//
// Starting Python is most of what a short run costs. So it is started once, and each run is a fork
// of it:
//
//     front ── request ──► server ── vfork ─► between ── fork ──► run
//                             ▲ ◄── waits ──── leaves              │ waits
//     front ◄── pid ──────────┘                                    │
//       ▲                     └──────────── go ──────────────────► │ confines itself, runs
//       └───────────────────── adopts it, is its parent ───────────┘
//
// Twice, so that the run becomes the front's own child: the front adopts the orphans below it, and
// limits, waiting and the end of a run are then the same as of one that it started by itself. The
// run goes on only when it has been adopted, for it asks the kernel to die with its parent.
//
// The server runs no code but Python's start. It has one thread, so a fork of it is whole.

namespace lab::host {
namespace {

struct Pipe {
  int reader = -1;
  int writer = -1;

  bool open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    reader = ends[0];
    writer = ends[1];
    return true;
  }
  ~Pipe() {
    if (reader >= 0) close(reader);
    if (writer >= 0) close(writer);
  }
};

void close_descriptors(const confine::RunRequest& request) {
  const confine::Confinement& confinement = request.confinement;
  for (int descriptor : {confinement.streams[0], confinement.streams[1], confinement.streams[2],
                         confinement.ruleset, request.filter, request.errors}) {
    if (descriptor >= 0) close(descriptor);
  }
}

/// In the run: waits until the front is its parent.
bool wait_to_go(Pipe& go) {
  close(go.writer);
  go.writer = -1;
  char word = 0;
  ssize_t count = 0;
  do {
    count = read(go.reader, &word, 1);
  } while (count < 0 && errno == EINTR);
  return count == 1;
}

/// In the run.
[[noreturn]] void begin_run(confine::RunRequest& request, Pipe& go, pid_t front) {
  if (!wait_to_go(go)) _exit(confine::kNotStarted);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != front) _exit(confine::kNotStarted);
  close(confine::kSocket);
  run_forked(request, front);
}

/// The process between is made by vfork: it has our memory while we stand still, so that the memory
/// is copied once, and what it learns is written where we read it. It does nothing but fork.
confine::Forked fork_twice(confine::RunRequest& request, pid_t front, Pipe& go) {
  if (!go.open()) return {-1, errno};
  volatile pid_t run = -1;
  volatile int error = ECHILD;
  PyOS_BeforeFork();
  const pid_t between = vfork();
  if (between == 0) {
    run = fork();
    if (run == 0) begin_run(request, go, front);
    error = errno;
    _exit(0);
  }
  if (between < 0) error = errno;
  PyOS_AfterFork_Parent();
  while (between > 0 && waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
  }
  return {run, run > 0 ? 0 : error};
}

/// @returns whether the front still listens.
bool serve(confine::RunRequest& request, pid_t front) {
  Pipe go;
  const confine::Forked forked = fork_twice(request, front, go);
  close_descriptors(request);
  const bool heard = send(confine::kSocket, &forked, sizeof forked, MSG_NOSIGNAL) == sizeof forked;
  return heard && (forked.pid <= 0 || write(go.writer, "g", 1) == 1);
}

}  // namespace

bool is_fork_server() {
  return std::getenv(confine::kServerVariable) != nullptr;
}

int serve_forks(int argc, char** argv) {
  unsetenv(confine::kServerVariable);
  const pid_t front = getppid();
  fcntl(confine::kSocket, F_SETFD, FD_CLOEXEC);
  bindings::append_inittab();
  PyStatus status = initialize_python(argc, argv);
  if (PyStatus_Exception(status)) Py_ExitStatusException(status);
  prepare_runs();
  while (auto request = confine::receive_request(confine::kSocket)) {
    if (!serve(*request, front)) break;
  }
  _exit(0);  // nothing of Python's is worth taking down
}

}  // namespace lab::host
