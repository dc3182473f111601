#include "lab/supervise/capabilities.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

namespace lab::supervise {
namespace {

std::string error_text() {
  return std::strerror(errno);
}

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  return std::getline(file, line) ? line : std::string("unreadable");
}

/// A watchpoint on a variable of our own, as the refcount watch sets it: only on writes, only in
/// user mode, with a signal to the thread that wrote.
Capability probe_watchpoint() {
  constexpr const char* kName = "hardware watchpoints";
  constexpr const char* kWithout = "refcounts are compared after each bytecode instruction instead";
#if !defined(__x86_64__)
  return {kName, false, "told before the write on this processor, not after it", kWithout};
#endif
  static volatile long watched = 0;
  perf_event_attr attributes{};
  attributes.type = PERF_TYPE_BREAKPOINT;
  attributes.size = sizeof attributes;
  attributes.bp_type = HW_BREAKPOINT_W;
  attributes.bp_addr = reinterpret_cast<std::uintptr_t>(&watched);
  attributes.bp_len = HW_BREAKPOINT_LEN_8;
  attributes.sample_period = 1;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  attributes.disabled = 1;
  attributes.inherit = 1;
  attributes.inherit_thread = 1;
  attributes.remove_on_exec = 1;
  attributes.sigtrap = 1;
  long descriptor = syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  Capability capability{kName, descriptor >= 0, "perf_event_open, 8 bytes, with a signal",
                        kWithout};
  if (descriptor >= 0) {
    close(static_cast<int>(descriptor));
  } else {
    capability.detail = fmt::format("{} (perf_event_paranoid is {})", error_text(),
                                    first_line("/proc/sys/kernel/perf_event_paranoid"));
  }
  return capability;
}

Capability probe_landlock() {
  constexpr unsigned long kVersionFlag = 1;
  long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersionFlag);
  return {"Landlock", abi > 0, abi > 0 ? fmt::format("ABI {}", abi) : error_text(),
          "what a script reads and writes cannot be limited to its own files"};
}

Capability probe_seccomp() {
  // Asking for the present mode changes nothing; a kernel without filters does not know the
  // request.
  int mode = prctl(PR_GET_SECCOMP, 0, 0, 0, 0);
  return {"seccomp filters", mode >= 0,
          mode >= 0 ? fmt::format("present mode {}", mode) : error_text(),
          "dangerous system calls cannot be refused"};
}

Capability probe_pidfd() {
  long descriptor = syscall(SYS_pidfd_open, getpid(), 0);
  Capability capability{"pidfd", descriptor >= 0, descriptor >= 0 ? "pidfd_open" : error_text(),
                        "the end of a run is learnt by SIGCHLD instead"};
  if (descriptor >= 0) close(static_cast<int>(descriptor));
  return capability;
}

}  // namespace

std::vector<Capability> probe_capabilities() {
  return {probe_watchpoint(), probe_landlock(), probe_seccomp(), probe_pidfd()};
}

}  // namespace lab::supervise
