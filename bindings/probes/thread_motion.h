#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>

// Has a thread moved? The kernel counts, for each thread, how often it gave up a processor and how
// often one was taken from it. Asleep with both counts unchanged over some time: the thread waits
// for somebody. A thread that is runnable but gets no processor is not asleep, so that a busy
// machine does not make anybody look blocked.

namespace lab::bindings {

class ThreadMotion {
 public:
  using Clock = std::chrono::steady_clock;

  /// For how long `thread` has been asleep without a switch, as far as we have looked; the longest
  /// time there is once it has ended.
  Clock::duration still_for(pid_t thread);

 private:
  struct Seen {
    std::uint64_t switches = 0;
    Clock::time_point since;
  };
  std::map<pid_t, Seen> seen_;
};

}  // namespace lab::bindings
