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
//     front ── request ──► server ── fork ──► between ── fork ──► run
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

template <typename T>
bool read_whole(int file, T& into) {
  ssize_t count = 0;
  do {
    count = read(file, &into, sizeof into);
  } while (count < 0 && errno == EINTR);
  return count == sizeof into;
}

template <typename T>
bool write_whole(int file, const T& from) {
  ssize_t count = 0;
  do {
    count = write(file, &from, sizeof from);
  } while (count < 0 && errno == EINTR);
  return count == sizeof from;
}

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
  return read_whole(go.reader, word);
}

/// In the process between: forks the run and leaves.
[[noreturn]] void fork_run(confine::RunRequest& request, Pipe& answer, Pipe& go, pid_t front) {
  confine::Forked forked;
  forked.pid = fork();
  if (forked.pid == 0) {
    if (!wait_to_go(go)) _exit(confine::kNotStarted);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != front) _exit(confine::kNotStarted);
    close(confine::kSocket);
    run_forked(request, front);
  }
  if (forked.pid < 0) forked.error = errno;
  write_whole(answer.writer, forked);
  _exit(0);
}

confine::Forked fork_twice(confine::RunRequest& request, pid_t front, Pipe& go) {
  Pipe answer;
  if (!answer.open() || !go.open()) return {-1, errno};
  PyOS_BeforeFork();
  const pid_t between = fork();
  if (between == 0) fork_run(request, answer, go, front);
  const int error = errno;
  PyOS_AfterFork_Parent();
  if (between < 0) return {-1, error};
  close(answer.writer);
  answer.writer = -1;
  confine::Forked forked{-1, ECHILD};
  read_whole(answer.reader, forked);
  while (waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
  }
  return forked;
}

/// @returns whether the front still listens.
bool serve(confine::RunRequest& request, pid_t front) {
  Pipe go;
  const confine::Forked forked = fork_twice(request, front, go);
  close_descriptors(request);
  const bool heard =
      send(confine::kSocket, &forked, sizeof forked, MSG_NOSIGNAL) == sizeof forked;
  if (heard && forked.pid > 0) write_whole(go.writer, 'g');
  return heard;
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
