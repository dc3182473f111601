#pragma once

#include <cstdint>
#include <string>

#include "lab/supervise/descriptor.h"

namespace lab::supervise {

/// What a process wrote to one of its streams, up to a limit.
class Capture {
 public:
  /// @param stream the reading end of a pipe, non-blocking; may be empty
  /// @param limit bytes to keep, 0: all
  Capture(Descriptor stream, std::uint64_t limit) : stream_(std::move(stream)), limit_(limit) {}

  /// To poll; -1 when nothing more is read.
  int descriptor() const { return stream_.get(); }
  /// Takes what is there, without waiting, and no more than a portion, so that a fast writer does
  /// not keep the caller from its clocks.
  /// @return whether there may be more at once
  bool read_portion();
  /// Takes all that is there, without waiting: somebody outside of the run may hold the pipe open.
  void drain();
  bool cut() const { return cut_; }
  std::string take_text() { return std::move(text_); }

 private:
  void keep(const char* data, std::size_t size);

  Descriptor stream_;
  std::uint64_t limit_;
  std::string text_;
  bool cut_ = false;
};

}  // namespace lab::supervise
