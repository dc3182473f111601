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

/// What stands `at` bytes into the window. A record that is whole, but not wholly within the
/// window, is `nothing` here and leaves its size in needed_.
Found RecordWindow::look(std::size_t at, Range range) {
  const std::uint64_t place = range.position + at;
  if (place >= range.end) return Found::nothing;
  if (bytes_.size() - at < sizeof(std::uint64_t)) {
    return place + sizeof(std::uint64_t) > range.available ? Found::cut : Found::nothing;
  }
  const std::uint32_t state = state_at(bytes_, at);
  if (state == 0) return Found::hole;
  const std::uint32_t size = state & ~kCommitted;
  if (size < sizeof(RecordHeader) || size % 8 != 0 || size > kMaxRecordSize ||
      size > range.end - place) {
    return Found::impossible;
  }
  if (size > range.available - place) return Found::cut;
  if ((state & kCommitted) == 0) {
    unfinished_size_ = size;
    return Found::unfinished;
  }
  needed_ = size;
  return size > bytes_.size() - at ? Found::nothing : Found::whole;
}

/// Walks over the whole records in the window. @returns what stands at its front.
Found RecordWindow::scan(Range range) {
  next_ = 0;
  whole_ = 0;
  needed_ = 0;
  const Found first = look(0, range);
  for (Found here = first; here == Found::whole; here = look(whole_, range)) {
    whole_ += state_at(bytes_, whole_) & ~kCommitted;
  }
  return first;
}

Found RecordWindow::fill(int file, Range range, bool settled) {
  range.available = std::max(range.available, range.position);
  const auto present = static_cast<std::size_t>(
      std::min<std::uint64_t>(kWindow, std::min(range.end, range.available) - range.position));
  read(file, range.position, present);
  Found first = scan(range);
  if (first == Found::nothing && needed_ > bytes_.size()) {
    read(file, range.position, needed_);
    first = scan(range);
  }
  if (settled || first != Found::whole) return first;
  // The copy may hold a state that was taken after its record's bytes, that is: a commit beside
  // bytes from before it. What is read after the commit was seen is what was committed.
  std::atomic_thread_fence(std::memory_order_acquire);
  read(file, range.position, whole_);
  return scan(range);
}

std::span<const std::byte> RecordWindow::take() {
  if (next_ >= whole_) return {};
  const std::size_t size = state_at(bytes_, next_) & ~kCommitted;
  std::span<const std::byte> record(bytes_.data() + next_, size);
  next_ += size;
  return record;
}

std::uint64_t RecordWindow::end_of_hole(int file, Range range) {
  std::uint64_t place = range.position;
  const std::uint64_t end = std::min(range.end, range.available);
  next_ = whole_ = 0;
  while (place < end) {
    read(file, place, static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, end - place)));
    auto used = std::find_if(bytes_.begin(), bytes_.end(),
                             [](std::byte byte) { return byte != std::byte{0}; });
    const auto zeros = static_cast<std::uint64_t>(used - bytes_.begin());
    place += zeros - zeros % 8;
    if (used != bytes_.end()) return place;
    if (bytes_.size() < 8) break;
  }
  return range.end;
}

}  // namespace lab::record
