#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "bindings/internals/gil.h"

namespace lab::bindings {

/// What a sampler has seen.
struct GilSamples {
  struct Thread {
    std::uint64_t thread_id;  ///< both 0: the holder's thread state could not be read any more
    std::uint64_t native_id;
    std::uint64_t samples;
  };
  std::uint64_t samples = 0;
  std::uint64_t missed = 0;  ///< points in time that passed before the sampling thread got to run
  std::uint64_t held = 0;    ///< samples that found the GIL taken
  std::vector<Thread> threads;
};

/// A native thread that looks at a GIL at a fixed pace, without ever taking it: what a sampling
/// profiler does, in the process itself. It runs from the start to stop(), at most until the process
/// ends; a forked child does not have it and keeps the counts of the moment of the fork.
class GilSampler {
 public:
  /// @throws std::system_error when no thread can be started
  static std::shared_ptr<GilSampler> start(const lab_gil& gil, std::chrono::microseconds interval);

  /// No sample is counted after this. Does not wait for the thread to end.
  void stop() noexcept;
  GilSamples samples() const;

 private:
  GilSampler(const lab_gil& gil, std::chrono::microseconds interval);
  static void run(const std::shared_ptr<GilSampler>& self);
  bool sample(std::uint64_t missed);
  bool in_child_of_fork() const noexcept;

  const lab_gil gil_;
  const std::chrono::microseconds interval_;
  const int process_;
  mutable std::mutex mutex_;  ///< never taken in a forked child: it may stay locked there
  bool stopped_ = false;
  GilSamples seen_;
};

}  // namespace lab::bindings
