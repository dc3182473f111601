#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace lab::record {

/// The kernel's numbers of this process and this thread.
struct Identity {
  std::uint32_t pid;
  std::uint32_t tid;
};

/// Both in one word, so that a signal handler never sees half of them. 0: not asked yet. It is
/// forgotten in a child after fork (see watch_forks).
inline constinit thread_local std::uint64_t cached_identity = 0;

[[gnu::noinline, gnu::cold]] inline std::uint64_t ask_identity() noexcept {
  auto pid = static_cast<std::uint64_t>(::getpid());
  auto tid = static_cast<std::uint64_t>(::syscall(SYS_gettid));
  cached_identity = pid << 32U | tid;
  return cached_identity;
}

inline Identity identity() noexcept {
  std::uint64_t both = cached_identity;
  if (both == 0) [[unlikely]]
    both = ask_identity();
  return {static_cast<std::uint32_t>(both >> 32U), static_cast<std::uint32_t>(both)};
}

}  // namespace lab::record
