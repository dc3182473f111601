#include "lab/supervise/isolation.h"

#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/confine/loopback.h"
#include "lab/supervise/landlock.h"
#include "lab/supervise/system_calls.h"

namespace lab::supervise {
namespace {

bool try_own_loopback() {
  const pid_t pid = fork();
  if (pid == 0) _exit(confine::enter_own_loopback(geteuid(), getegid()) ? 0 : 1);
  int status = 1;
  return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

Capability files() {
  const int abi = landlock_abi();
  constexpr int kTruncate = 3;
  const char* without = abi < 1 ? "a run reads and writes what its user may"
                                : "files outside may be truncated, though not read";
  return {"files", abi >= kTruncate,
          fmt::format("Landlock's ABI {}{}", abi, abi >= kTruncate ? "" : "; 3 is Linux 6.2"),
          without};
}

Capability processes() {
  const int abi = landlock_abi();
  constexpr int kSignals = 6;
  // Another user's processes are closed to signals by themselves.
  const bool other_user = ordinary_user({}).has_value();
  std::string detail = fmt::format("Landlock's ABI {}", abi);
  if (other_user) detail = "a user of their own";
  if (!other_user && abi < kSignals) detail += "; 6 is Linux 6.12";
  return {"processes", other_user || abi >= kSignals, detail,
          "a run may signal other processes of this user"};
}

Capability network() {
  const bool own = has_own_loopback();
  return {"network", own,
          own ? "a network namespace with loopback alone"
              : "no network namespace can be had (Ubuntu: sysctl "
                "kernel.apparmor_restrict_unprivileged_userns=0)",
          "runs of exercises that need loopback reach every network"};
}

Capability system_calls() {
  const bool filtered = filters_available();
  return {"system calls", filtered,
          filtered ? "seccomp filters" : "the kernel has no seccomp filters",
          "none is refused, and sockets of every kind are open"};
}

Capability user() {
  if (geteuid() != 0)
    return {"user", true, "runs are of the user who starts them, not of root", ""};
  const auto other = ordinary_user({});
  return {"user", other.has_value(),
          other ? fmt::format("runs of root become user {}", other->id)
                : "this user namespace knows no other user",
          "runs stay root"};
}

}  // namespace

bool has_own_loopback() {
  static const bool has = try_own_loopback();
  return has;
}

void allow_system_files(Isolation& isolation) {
  for (const char* path : {"/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64",
                           "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/proc",
                           "/dev/urandom", "/dev/zero", "/sys/devices/system/cpu"}) {
    isolation.readable.emplace_back(path);
  }
  isolation.writable.emplace_back("/dev/null");
}

void allow_program(Isolation& isolation, const std::filesystem::path& program) {
  isolation.executable.push_back(program);
  for (const char* loader : {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"})
    isolation.executable.emplace_back(loader);
}

std::vector<Capability> isolation_capabilities() {
  return {files(), processes(), network(), system_calls(), user()};
}

std::vector<std::string> missing_isolation() {
  std::vector<std::string> missing;
  for (const Capability& one : isolation_capabilities()) {
    if (one.available) continue;
    missing.push_back(
        fmt::format("isolation of {} is missing: {} ({})", one.name, one.without, one.detail));
  }
  return missing;
}

}  // namespace lab::supervise
