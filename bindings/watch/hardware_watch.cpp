#include "bindings/watch/hardware_watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "bindings/watch/trap_info.h"
#include "bindings/watch/trap_signal.h"
#include "lab/record/file_descriptor.h"

// Theory of operation
//
// perf_event_open(PERF_TYPE_BREAKPOINT) asks the kernel to set a debug register for one thread
// whenever that thread runs. With sigtrap=1 (Linux 5.13) the thread gets a SIGTRAP of its own as it
// comes back from the debug exception, that is after the instruction that wrote and before the
// next one. No buffer, nothing lost, nothing merged, no other process needed, and no privilege:
// only the user mode of our own threads is watched.
//
//   which threads    one event for each thread that is there (/proc/self/task); inherit=1 and
//                    inherit_thread=1 give a copy to each thread that one of these starts. Without
//                    inherit_thread a forked child would have them too, at addresses that are
//                    its own business, and would be killed by its first SIGTRAP if it had no
//                    handler for it. pthread_atfork's child handler opens them anew instead
//   exec             remove_on_exec: the kernel takes them off; the descriptors are close-on-exec
//   which object     sig_data comes back as si_perf_data: a slot, and how often it was used, so
//                    that a trap that comes late is not taken for one of the slot's next user
//   blocked SIGTRAP  from Linux 5.18 the signal waits and says so (TRAP_PERF_FLAG_ASYNC); several
//                    writes are then one trap. Before, the kernel ends the process
//   handler          stays until the process ends: a trap that waits for a blocked thread would
//                    otherwise kill the program after the last watch has gone. Traps that
//                    are not ours are passed on (trap_signal.cpp)
//
// x86-64 only. On aarch64 the exception comes before the write, and a handler would read the old
// value; there the refcount watch compares after each instruction.
//
// Measured: 15 µs a write, nearly all of it in the kernel.

namespace lab::bindings {
namespace {

std::array<std::atomic<HardwareWatch*>, kHardwareSlots> watch_slots{};
std::uint64_t uses = 0;

std::string refusal(int error) {
  std::string text = "perf_event_open: " + std::string(std::strerror(error));
  if (error == EACCES || error == EPERM) {
    text +=
        "; the administrator may allow it by sysctl kernel.perf_event_paranoid=2, or a "
        "container's seccomp profile forbids it";
  } else if (error == EINVAL) {
    text += "; Linux 5.13 and newer can do it";
  }
  return text;
}

/// The threads of this process.
std::vector<int> present_threads() {
  std::vector<int> threads;
  std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc/self/task"), ::closedir);
  if (!folder) return {static_cast<int>(::syscall(SYS_gettid))};
  while (const dirent* entry = ::readdir(folder.get())) {
    if (entry->d_name[0] != '.') threads.push_back(std::atoi(entry->d_name));
  }
  return threads;
}

/// Out of the way of scripts that close all descriptors from 3 on until one fails.
int moved_up(int descriptor) noexcept {
  rlimit limit{};
  const rlim_t most = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
  const int high =
      ::fcntl(descriptor, F_DUPFD_CLOEXEC, static_cast<int>(std::min<rlim_t>(most, 1024) / 2));
  if (high < 0) return descriptor;
  ::close(descriptor);
  return high;
}

}  // namespace

/// What SIGTRAP and fork lead to.
struct TrapDispatch {
  static void on_trap(int number, siginfo_t* info, void* context) noexcept;
  static void on_fork() noexcept;
  static void install();
};

void TrapDispatch::on_trap(int number, siginfo_t* info, void* context) noexcept {
  const TrapInfo trap = trap_info(*info);
  if (!trap.from_perf || (trap.data & kTrapMarkMask) != kTrapMark) {
    return pass_trap_on(number, info, context);
  }
  const int saved = errno;
  HardwareWatch* watch = watch_slots[trap.data & kTrapSlotMask].load();
  if (watch != nullptr && watch->cookie_ == trap.data) {
    watch->listener_.on_write({instruction_pointer(context), trap.late});
  }
  errno = saved;
}

void TrapDispatch::on_fork() noexcept {
  for (auto& slot : watch_slots) {
    if (HardwareWatch* watch = slot.load()) watch->open_in_child();
  }
}

void TrapDispatch::install() {
  take_trap_signal(on_trap);
  static const int failed = ::pthread_atfork(nullptr, nullptr, on_fork);
  if (failed != 0) {
    throw HardwareRefused("fork cannot be watched: " + std::string(std::strerror(failed)));
  }
}

HardwareWatch::HardwareWatch(const void* address, int size, WriteListener& listener)
    : address_(reinterpret_cast<std::uintptr_t>(address)), size_(size), listener_(listener) {
  if (!kTrapFollowsWrite) {
    throw HardwareRefused("on this processor a watchpoint is told before the write, not after it");
  }
  auto free = std::find(watch_slots.begin(), watch_slots.end(), nullptr);
  if (free == watch_slots.end()) throw HardwareFull("all watchpoints are taken");
  slot_ = static_cast<int>(free - watch_slots.begin());
  cookie_ = kTrapMark | (++uses << kTrapSlotBits & kTrapUseMask) | static_cast<unsigned>(slot_);
  TrapDispatch::install();
  try {
    open_every_thread();
  } catch (...) {
    close_all();
    throw;
  }
  free->store(this);
}

HardwareWatch::~HardwareWatch() {
  close_all();
  watch_slots[static_cast<std::size_t>(slot_)].store(nullptr);
}

int HardwareWatch::open(int thread) const noexcept {
  perf_event_attr attributes{};
  attributes.type = PERF_TYPE_BREAKPOINT;
  attributes.size = sizeof attributes;
  attributes.bp_type = HW_BREAKPOINT_W;
  attributes.bp_addr = address_;
  attributes.bp_len = static_cast<std::uint64_t>(size_);
  attributes.sample_period = 1;
  attributes.disabled = 1;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  attributes.inherit = 1;
  attributes.inherit_thread = 1;
  attributes.remove_on_exec = 1;
  attributes.sigtrap = 1;
  attributes.sig_data = cookie_;
  const long descriptor =
      ::syscall(SYS_perf_event_open, &attributes, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
  return descriptor < 0 ? -1 : moved_up(static_cast<int>(descriptor));
}

/// A thread that ends before its turn (ESRCH) needs none. Python threads start with the GIL held,
/// that is not now; a thread of a C library that starts in this very moment may be missed.
void HardwareWatch::open_every_thread() {
  const std::vector<int> threads = present_threads();
  events_.reserve(std::max<std::size_t>(threads.size(), 1));
  for (const int thread : threads) {
    Event event{open(thread), 0};
    if (event.descriptor < 0) {
      if (errno == ESRCH) continue;
      if (errno == ENOSPC) throw HardwareFull("all watchpoints are taken");
      throw HardwareRefused(refusal(errno));
    }
    ::ioctl(event.descriptor, PERF_EVENT_IOC_ID, &event.id);
    events_.push_back(event);
  }
}

/// The parent's events are the parent's: they are let go here, which ends nothing there.
void HardwareWatch::open_in_child() noexcept {
  const int saved = errno;
  const bool live = started_;
  close_all();
  Event event{open(0), 0};
  if (event.descriptor >= 0) {
    ::ioctl(event.descriptor, PERF_EVENT_IOC_ID, &event.id);
    events_.push_back(event);  // there was room for one at the least: allocates nothing
    if (live) start();
  } else if (live) {
    listener_.on_lost_in_child();
  }
  errno = saved;
}

bool HardwareWatch::is_ours(const Event& event) noexcept {
  std::uint64_t id = 0;
  return ::ioctl(event.descriptor, PERF_EVENT_IOC_ID, &id) == 0 && id == event.id;
}

void HardwareWatch::close_all() noexcept {
  for (const Event& event : events_) {
    if (is_ours(event)) ::close(event.descriptor);
  }
  events_.clear();
}

void HardwareWatch::start() noexcept {
  started_ = true;
  for (const Event& event : events_)
    ::ioctl(event.descriptor, PERF_EVENT_IOC_ENABLE, 0);
}

void HardwareWatch::stop() noexcept {
  started_ = false;
  for (const Event& event : events_) {
    if (is_ours(event)) ::ioctl(event.descriptor, PERF_EVENT_IOC_DISABLE, 0);
  }
}

bool HardwareWatch::is_whole() const noexcept {
  return std::all_of(events_.begin(), events_.end(), is_ours);
}

int HardwareWatch::count() noexcept {
  return static_cast<int>(std::count_if(watch_slots.begin(), watch_slots.end(),
                                        [](const auto& slot) { return slot.load(); }));
}

}  // namespace lab::bindings
