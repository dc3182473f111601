#include "lab/supervise/capture.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace lab::supervise {

void Capture::keep(const char* data, std::size_t size) {
  std::size_t kept = size;
  if (limit_ > 0)
    kept = static_cast<std::size_t>(std::min<std::uint64_t>(size, limit_ - text_.size()));
  text_.append(data, kept);
  cut_ = kept < size;
  if (cut_) stream_.close();
}

bool Capture::read_portion() {
  constexpr int kReads = 16;
  char buffer[std::size_t{64} << 10U];
  for (int turn = 0; turn < kReads; ++turn) {
    if (!stream_) return false;
    ssize_t count = read(stream_.get(), buffer, sizeof buffer);
    if (count > 0) {
      keep(buffer, static_cast<std::size_t>(count));
    } else if (count == 0) {
      stream_.close();
    } else if (errno != EINTR) {
      if (errno != EAGAIN) stream_.close();
      return false;
    }
  }
  return true;
}

void Capture::drain() {
  while (read_portion()) {
  }
}

Capture::Clock::time_point Capture::tell(Clock::time_point now) {
  constexpr std::uint64_t kAtOnce = 4096;
  constexpr auto kInterval = std::chrono::milliseconds(10);
  if (!told_ || told_size_ == text_.size()) return Clock::time_point::max();
  if (portions_ >= kAtOnce && now - last_told_ < kInterval) return last_told_ + kInterval;
  tell_rest();
  last_told_ = now;
  return Clock::time_point::max();
}

void Capture::tell_rest() {
  if (!told_ || told_size_ == text_.size()) return;
  ++portions_;
  told_(std::string_view(text_).substr(told_size_));
  told_size_ = text_.size();
}

}  // namespace lab::supervise
