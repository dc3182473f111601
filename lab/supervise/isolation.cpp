#include "lab/supervise/isolation.h"

#include <sys/wait.h>
#include <unistd.h>

#include "lab/confine/loopback.h"
#include "lab/supervise/landlock.h"
#include "lab/supervise/system_calls.h"

namespace lab::supervise {
namespace {

/// Tried by a child, since there is no way back.
bool has_own_loopback() {
  const pid_t pid = fork();
  if (pid == 0) _exit(confine::enter_own_loopback(geteuid(), getegid()) ? 0 : 1);
  int status = 1;
  return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

void add_files(std::vector<std::string>& missing) {
  const int abi = landlock_abi();
  if (abi < 1) {
    missing.emplace_back("files: a run reads and writes what its user may: the kernel has no Landlock");
  }
  if (abi == 1 || abi == 2) {
    missing.emplace_back("files: those outside may be truncated: needs Landlock's ABI 3 (Linux 6.2)");
  }
  if (abi < 6) {
    missing.emplace_back(
        "processes: a run may signal others of its user: needs Landlock's ABI 6 (Linux 6.12)");
  }
}

}  // namespace

void allow_system_files(Isolation& isolation) {
  for (const char* path : {"/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64",
                           "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/proc",
                           "/dev/urandom", "/dev/zero", "/sys/devices/system/cpu"}) {
    isolation.readable.emplace_back(path);
  }
  isolation.writable.emplace_back("/dev/null");
}

std::vector<std::string> missing_isolation() {
  std::vector<std::string> missing;
  add_files(missing);
  if (!has_own_loopback()) {
    missing.emplace_back(
        "network: a run of an exercise that needs loopback reaches every network: no namespace can "
        "be had (on Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0)");
  }
  if (!filters_available()) {
    missing.emplace_back("system calls: none is refused: the kernel has no seccomp filters");
  }
  if (geteuid() == 0 && !ordinary_user({})) {
    missing.emplace_back("user: runs stay root: no other user can be had in this user namespace");
  }
  return missing;
}

}  // namespace lab::supervise
