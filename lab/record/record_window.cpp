#include "lab/record/record_window.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "lab/record/header.h"

namespace lab::record {
namespace {

constexpr std::size_t kWindow = 256U << 10U;

std::uint32_t state_at(std::span<const std::byte> bytes, std::size_t at) {
  std::uint32_t state = 0;
  std::memcpy(&state, bytes.data() + at, sizeof(state));
  return state;
}

}  // namespace

void RecordWindow::read(int file, std::uint64_t from, std::size_t size) {
  bytes_.resize(size);
  bytes_.resize(read_at(file, from, bytes_));
}

/// What stands `at` bytes into the window. A record that is not wholly within it is `nothing`;
/// size_ then says how many bytes it takes.
Found RecordWindow::look(std::size_t at) {
  const std::uint64_t place = range_.position + at;
  size_ = 0;
  if (place >= range_.end) return Found::nothing;
  if (at + sizeof(std::uint64_t) > bytes_.size()) {
    return place + sizeof(std::uint64_t) > range_.available ? Found::cut : Found::nothing;
  }
  const std::uint32_t state = state_at(bytes_, at);
  if (state == 0) return Found::hole;
  const std::uint32_t size = state & ~kCommitted;
  if (size < sizeof(RecordHeader) || size % 8 != 0 || size > kMaxRecordSize ||
      size > range_.end - place) {
    return Found::impossible;
  }
  if (size > range_.available - place) return Found::cut;
  size_ = size;
  if ((state & kCommitted) == 0) return Found::unfinished;
  return at + size > bytes_.size() ? Found::nothing : Found::whole;
}

Found RecordWindow::fill(int file, Range range, bool settled) {
  range_ = range;
  range_.available = std::max(range.available, range.position);
  const std::uint64_t present = std::min(range.end, range_.available) - range.position;
  next_ = 0;
  limit_ = 0;
  read(file, range.position, static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, present)));
  Found first = look(0);
  if (first == Found::nothing && size_ > bytes_.size()) {
    read(file, range.position, size_);
    first = look(0);
  }
  if (settled || first == Found::impossible) {
    limit_ = bytes_.size();
    return first;
  }
  while (look(limit_) == Found::whole)
    limit_ += size_;
  if (limit_ == 0) return first;
  // The copy may hold a state that was taken after its record's bytes, that is: a commit beside
  // bytes from before it. What is read after the commit was seen is what was committed.
  std::atomic_thread_fence(std::memory_order_acquire);
  read(file, range.position, limit_);
  return look(0);
}

std::size_t RecordWindow::zeros(std::size_t at) const {
  const auto from = bytes_.begin() + static_cast<std::ptrdiff_t>(at);
  const auto used = std::find_if(from, bytes_.end(), [](std::byte b) { return b != std::byte{0}; });
  return static_cast<std::size_t>(used - from);
}

RecordWindow::Step RecordWindow::step() {
  if (next_ >= limit_) return {};
  const std::size_t at = next_;
  Step step{look(at), {}, 0};
  if (step.found == Found::whole || step.found == Found::unfinished) {
    step.size = size_;
    if (step.found == Found::whole) step.bytes = std::span(bytes_).subspan(at, size_);
  } else if (step.found == Found::hole) {
    const std::size_t run = zeros(at);
    if (at + run == bytes_.size()) return {};
    step.size = run - run % 8;
    // No size, but something beside it: nobody writes that.
    if (step.size == 0) step.found = Found::impossible;
  }
  next_ += step.size;
  return step;
}

std::uint64_t RecordWindow::end_of_hole(int file) {
  const std::uint64_t end = std::min(range_.end, range_.available);
  std::uint64_t place = range_.position;
  limit_ = 0;
  while (place < end) {
    read(file, place, static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, end - place)));
    const std::size_t run = zeros(0);
    place += run - run % 8;
    if (run < bytes_.size()) return place;
    if (bytes_.size() < 8) break;
  }
  return range_.end;
}

}  // namespace lab::record
