#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "lab/supervise/descriptor.h"

namespace lab::supervise {

/// What a process wrote to one of its streams, up to a limit.
class Capture {
 public:
  using Clock = std::chrono::steady_clock;
  using Told = std::function<void(std::string_view)>;

  /// @param stream the reading end of a pipe, non-blocking; may be empty
  /// @param limit bytes to keep, 0: all
  /// @param told gets what is kept; may be empty
  Capture(Descriptor stream, std::uint64_t limit, Told told = nullptr)
      : stream_(std::move(stream)), limit_(limit), told_(std::move(told)) {}

  /// To poll; -1 when nothing more is read.
  int descriptor() const { return stream_.get(); }
  /// Takes what is there, without waiting, and no more than a portion, so that a fast writer does
  /// not keep the caller from its clocks.
  /// @return whether there may be more at once
  bool read_portion();
  /// Takes all that is there, without waiting: somebody outside of the run may hold the pipe open.
  void drain();
  /// Hands on what was kept since the last time. The first portions at once, so that they stand where
  /// they belong among other records; a stream that has given thousands gets it every 10 ms, because
  /// a million lines that are written one by one would otherwise be as many portions.
  /// @return when it is to be called again; Clock::time_point::max(): when more was read
  Clock::time_point tell(Clock::time_point now);
  void tell_rest();
  bool cut() const { return cut_; }
  std::string take_text() { return std::move(text_); }

 private:
  void keep(const char* data, std::size_t size);

  Descriptor stream_;
  std::uint64_t limit_;
  Told told_;
  std::string text_;
  std::size_t told_size_ = 0;  ///< of text_
  std::uint64_t portions_ = 0;
  Clock::time_point last_told_;
  bool cut_ = false;
};

}  // namespace lab::supervise
