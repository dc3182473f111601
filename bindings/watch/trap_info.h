#pragma once

#include <signal.h>
#include <ucontext.h>

#include <cstdint>
#include <cstring>

// The part of a SIGTRAP that perf events fill in. The kernel's siginfo has had it since 5.13
// (include/uapi/asm-generic/siginfo.h, _sigfault._perf); C libraries learn it later:
//
//     0         4         8         12        16         24             32            36
//     │ si_signo│ si_errno│ si_code │ padding │ si_addr  │ si_perf_data │ type (u32)  │ flags (u32)
//                           TRAP_PERF                      sig_data                     1: late

namespace lab::bindings {

/// What sig_data says, from its lowest bits: the slot, how often slots were used, our mark.
inline constexpr std::uint64_t kTrapMark = 0x6c61'6200'0000'0000;
inline constexpr std::uint64_t kTrapMarkMask = 0xffff'ff00'0000'0000;
inline constexpr int kTrapSlotBits = 2;
inline constexpr std::uint64_t kTrapSlotMask = 3;
inline constexpr std::uint64_t kTrapUseMask = 0x0000'00ff'ffff'fffc;

struct TrapInfo {
  bool from_perf = false;
  std::uint64_t data = 0;
  bool late = false;
};

inline TrapInfo trap_info(const siginfo_t& info) noexcept {
  constexpr int kFromPerf = 6;  // TRAP_PERF
  constexpr std::size_t kDataAt = 24;
  constexpr std::size_t kFlagsAt = 36;
  constexpr std::uint32_t kLate = 1;  // TRAP_PERF_FLAG_ASYNC
  static_assert(sizeof(siginfo_t) >= kFlagsAt + sizeof(std::uint32_t));
  TrapInfo trap;
  trap.from_perf = info.si_code == kFromPerf;
  std::uint32_t flags = 0;
  std::memcpy(&trap.data, reinterpret_cast<const char*>(&info) + kDataAt, sizeof trap.data);
  std::memcpy(&flags, reinterpret_cast<const char*>(&info) + kFlagsAt, sizeof flags);
  trap.late = (flags & kLate) != 0;
  return trap;
}

#if defined(__x86_64__)
inline constexpr bool kTrapFollowsWrite = true;
inline std::uintptr_t instruction_pointer(const void* context) noexcept {
  return static_cast<std::uintptr_t>(
      static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
}
#else
inline constexpr bool kTrapFollowsWrite = false;
inline std::uintptr_t instruction_pointer(const void*) noexcept {
  return 0;
}
#endif

}  // namespace lab::bindings
