#include <errno.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab/confine/confinement.h"
#include "lab/confine/loopback.h"

// The order:
//
//     session · streams · folder · limits     what everybody may do, also after the rest
//     network                                 needs the privileges that go with the next step
//     user                                    loses them
//     files                                   Landlock: the folder has been entered by then
//     system calls                            last, it refuses some of the above

#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self 446
#endif

namespace lab::confine {
namespace {

/// A session, not only a process group: it has no terminal to read a password from, to be stopped
/// by or to push characters into. And no setuid program lifts it out of our reach.
bool begin_session() noexcept {
  return setsid() >= 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool set_streams(const Confinement& confinement) noexcept {
  for (int number = 0; number < 3; ++number) {
    const int stream = confinement.streams[static_cast<std::size_t>(number)];
    if (stream >= 0 && dup2(stream, number) < 0) return false;
  }
  return true;
}

bool set_limits(const Confinement& confinement) noexcept {
  for (const Limit& limit : confinement.limits) {
    auto resource = static_cast<__rlimit_resource>(limit.resource);
    if (setrlimit(resource, &limit.value) != 0) return false;
  }
  return true;
}

/// Of all capabilities the one to read and to pass; also of those that it executes.
bool keep_search() noexcept {
  __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2] = {};
  sets[0].effective = sets[0].permitted = sets[0].inheritable = 1U << CAP_DAC_READ_SEARCH;
  return syscall(SYS_capset, &head, sets) == 0 &&
         prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0) == 0;
}

/// The raw calls: those of the C library would tell the other threads, of which a vforked child has
/// those of its parent.
bool become(uid_t user, bool may_search) noexcept {
  if (may_search && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return false;
  if (syscall(SYS_setgroups, 0, nullptr) != 0) return false;
  if (syscall(SYS_setresgid, user, user, user) != 0) return false;
  if (syscall(SYS_setresuid, user, user, user) != 0) return false;
  if (may_search && !keep_search()) return false;
  // Who changes users is not dumpable, and then its own /proc/self belongs to root.
  return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

bool refuse_system_calls(const Confinement& confinement) noexcept {
  sock_fprog program{static_cast<unsigned short>(confinement.filter_length),
                     const_cast<sock_filter*>(confinement.filter)};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0U, &program) == 0;
}

}  // namespace

bool confine(const Confinement& given, Failure& failure) noexcept {
  auto failed = [&](Step step) {
    failure = {step, errno};
    return false;
  };
  if (given.session && !begin_session()) return failed(Step::session);
  if (!set_streams(given)) return failed(Step::streams);
  if (!given.folder.empty() && chdir(given.folder.c_str()) != 0) return failed(Step::folder);
  if (!set_limits(given)) return failed(Step::limits);
  if (given.own_loopback) enter_own_loopback(geteuid(), getegid());
  if (given.user != 0 && !become(given.user, given.may_search)) return failed(Step::user);
  if (given.ruleset >= 0 && syscall(SYS_landlock_restrict_self, given.ruleset, 0U) != 0) {
    return failed(Step::files);
  }
  if (given.filter != nullptr && !refuse_system_calls(given)) return failed(Step::system_calls);
  return true;
}

}  // namespace lab::confine
