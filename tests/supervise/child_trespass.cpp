#include "tests/supervise/child_trespass.h"

#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace {

int error_of(long result) {
  return result < 0 ? errno : 0;
}

/// The tracer is a child of ours, so that nobody else is touched.
int trace_a_child() {
  pid_t pid = fork();
  if (pid == 0) _exit(error_of(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)));
  int status = 0;
  waitpid(pid, &status, 0);
  return WEXITSTATUS(status);
}

}  // namespace

int trespass(const std::string& deed, const std::string& argument) {
  const char* path = argument.c_str();
  if (deed == "read") return error_of(open(path, O_RDONLY));
  if (deed == "create") return error_of(open(path, O_WRONLY | O_CREAT, 0600));
  if (deed == "truncate") return error_of(truncate(path, 0));
  if (deed == "remove") return error_of(unlink(path));
  if (deed == "device") return error_of(mknod(path, S_IFCHR | 0600, 0x103));
  if (deed == "front-environment") {
    return error_of(open(("/proc/" + std::to_string(getppid()) + "/environ").c_str(), O_RDONLY));
  }
  if (deed == "signal-front") return error_of(kill(getppid(), 0));
  if (deed == "signal-self") return error_of(kill(getpid(), 0));
  if (deed == "trace") return trace_a_child();
  if (deed == "unshare") return error_of(unshare(CLONE_NEWUSER));
  if (deed == "keyring") return error_of(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -3, 0));
  if (deed == "personality") return error_of(personality(0xffffffff));
  if (deed == "socket") return error_of(socket(AF_INET, SOCK_DGRAM, 0));
  if (deed == "netlink") return error_of(socket(AF_NETLINK, SOCK_RAW, 0));
  if (deed == "socket-pair") {
    int ends[2];
    return error_of(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
  }
  return 200;
}
