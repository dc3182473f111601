#include "lab/supervise/system_calls.h"

#include <fmt/core.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

#include "lab/supervise/descriptor.h"
#include "lab/supervise/run.h"

// What is refused, and why it is refused with EPERM and not with death: a script that asks politely
// (a library that tries io_uring, a profiler that tries ptrace) goes on without, and one that does
// not learns nothing. A list of what is forbidden, not of what is allowed: five versions of Python,
// their packages and libcs use nearly everything else. Left in is perf_event_open, by which the
// watch sees writes to a refcount; the kernel lets an ordinary user measure only itself. And
// process_vm_readv, by which our readers look at memory of their own that may not be there; other
// processes are closed to it by Landlock.
// clone3 hides its flags behind a pointer, which a filter cannot follow: ENOSYS, and libc takes
// clone.

namespace lab::supervise {
namespace {

struct ReleaseFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Context = std::unique_ptr<void, ReleaseFilter>;

constexpr std::array kForbidden = {"ptrace",
                                   "process_vm_writev",
                                   "process_madvise",
                                   "kcmp",
                                   "pidfd_getfd",
                                   "mount",
                                   "umount2",
                                   "pivot_root",
                                   "chroot",
                                   "move_mount",
                                   "open_tree",
                                   "fsopen",
                                   "fsconfig",
                                   "fsmount",
                                   "fspick",
                                   "mount_setattr",
                                   "name_to_handle_at",
                                   "open_by_handle_at",
                                   "kexec_load",
                                   "kexec_file_load",
                                   "bpf",
                                   "add_key",
                                   "request_key",
                                   "keyctl",
                                   "unshare",
                                   "setns",
                                   "userfaultfd",
                                   "io_uring_setup",
                                   "io_uring_enter",
                                   "io_uring_register",
                                   "init_module",
                                   "finit_module",
                                   "delete_module",
                                   "reboot",
                                   "swapon",
                                   "swapoff",
                                   "settimeofday",
                                   "clock_settime",
                                   "adjtimex",
                                   "clock_adjtime",
                                   "personality",
                                   "quotactl",
                                   "quotactl_fd",
                                   "acct",
                                   "syslog",
                                   "vhangup",
                                   "sethostname",
                                   "setdomainname",
                                   "iopl",
                                   "ioperm",
                                   "fanotify_init",
                                   "lookup_dcookie",
                                   "setuid",
                                   "setgid",
                                   "setreuid",
                                   "setregid",
                                   "setresuid",
                                   "setresgid",
                                   "setgroups",
                                   "setfsuid",
                                   "setfsgid",
                                   "capset",
                                   "shmget",  // outlive the run, as do the next two
                                   "semget",
                                   "msgget",
                                   "mq_open",
                                   "migrate_pages",
                                   "move_pages"};

[[noreturn]] void refuse_filter(const char* what, int error) {
  throw RunError(fmt::format("cannot isolate the run: filter of {}: {}", what,
                             std::strerror(error < 0 ? -error : error)));
}

template <typename... Conditions>
void forbid(const Context& context, const char* name, int error, Conditions... conditions) {
  int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR) return;  // newer than this libseccomp, or of another processor
  int result = seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error)),
                                number, sizeof...(conditions), conditions...);
  if (result != 0) refuse_filter(name, result);
}

scmp_arg_cmp masked(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

/// Each alone: a namespace of users is what would make the rest of it allowed.
void forbid_namespaces(const Context& context) {
  for (std::uint64_t flag : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC,
                             CLONE_NEWUTS, CLONE_NEWCGROUP}) {
    forbid(context, "clone", EPERM, masked(0, flag, flag));
  }
  forbid(context, "clone3", ENOSYS);
}

/// Pushing characters into a terminal is typing for the person in front of it. The kernel reads 32
/// bits of the request, so we compare no more.
void forbid_typing(const Context& context) {
  constexpr std::uint64_t kRequest = 0xffffffff;
  forbid(context, "ioctl", EPERM, masked(1, kRequest, TIOCSTI));
  forbid(context, "ioctl", EPERM, masked(1, kRequest, 0x541c));  // TIOCLINUX
}

/// kill(-1) reaches every process of the user, where Landlock does not know of signals.
void forbid_killing_all(const Context& context) {
  constexpr std::uint64_t kPid = 0xffffffff;
  forbid(context, "kill", EPERM, masked(0, kPid, kPid));
}

/// No unix sockets either, by which a service of the user's session could be asked to start
/// something that is not of this run. Pairs of them are another system call. The families are few at the bottom of the numbers: all above AF_INET6, and those between.
void forbid_sockets(const Context& context, Network network) {
  if (network == Network::any) return;
  if (network == Network::none) return forbid(context, "socket", EPERM);
  for (int family = 0; family <= AF_INET6; ++family) {
    if (family == AF_INET || family == AF_INET6) continue;
    forbid(context, "socket", EPERM,
           scmp_arg_cmp{0, SCMP_CMP_EQ, static_cast<std::uint64_t>(family), 0});
  }
  forbid(context, "socket", EPERM, scmp_arg_cmp{0, SCMP_CMP_GT, AF_INET6, 0});
}

SystemCallFilter make_filter(Network network) {
  Context context(seccomp_init(SCMP_ACT_ALLOW));
  if (!context) refuse_filter("system calls", ENOMEM);
  for (const char* name : kForbidden)
    forbid(context, name, EPERM);
  forbid_namespaces(context);
  forbid_typing(context);
  forbid_killing_all(context);
  forbid_sockets(context, network);
  Descriptor file(memfd_create("filter", MFD_CLOEXEC));
  int result = seccomp_export_bpf(context.get(), file.get());
  if (result != 0) refuse_filter("system calls", result);
  auto size = static_cast<std::size_t>(lseek(file.get(), 0, SEEK_END));
  std::vector<sock_filter> program(size / sizeof(sock_filter));
  if (pread(file.get(), program.data(), size, 0) != static_cast<ssize_t>(size)) {
    refuse_filter("system calls", errno);
  }
  return {std::move(program), std::move(file)};
}

}  // namespace

const SystemCallFilter& system_call_filter(Network network) {
  static std::array<SystemCallFilter, 3> filters;
  SystemCallFilter& filter = filters.at(static_cast<std::size_t>(network));
  if (filter.program.empty()) filter = make_filter(network);
  return filter;
}

bool filters_available() {
  std::uint32_t action = SECCOMP_RET_ERRNO;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0U, &action) == 0;
}

}  // namespace lab::supervise
