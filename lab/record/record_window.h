#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lab::record {

/// What stands at one place of a log.
enum class Found {
  nothing,     ///< the end of what was written
  whole,       ///< a record that its writer committed
  unfinished,  ///< a record with a size, and no commit
  hole,        ///< zeros where a record begins
  cut,         ///< a record that goes on beyond the end of the file
  impossible,  ///< a size that no record can have
};

/// The bytes of a log from which whole records can be taken: a copy, because a file that is mapped
/// raises SIGBUS in its reader when somebody cuts it.
class RecordWindow {
 public:
  /// Where to look: records lie in [position, end), and the file holds only `available` bytes.
  struct Range {
    std::uint64_t position;
    std::uint64_t end;
    std::uint64_t available;
  };

  /// Copies whole records from `range.position` on. @returns what stands there: whole when the
  /// window has at least one record now.
  /// @param settled nobody writes below range.end any more, so one look is enough.
  Found fill(int file, Range range, bool settled);

  /// The record at the front of the window, head included, which it leaves; empty: none is left.
  std::span<const std::byte> take();

  /// The first place at or after range.position that is not zero, range.end when there is none.
  std::uint64_t end_of_hole(int file, Range range);

  /// Bytes of the unfinished record that fill() found.
  std::uint32_t unfinished_size() const { return unfinished_size_; }

 private:
  void read(int file, std::uint64_t from, std::size_t size);
  Found scan(Range range);
  Found look(std::size_t at, Range range);

  std::vector<std::byte> bytes_;
  std::size_t next_ = 0;
  std::size_t whole_ = 0;   ///< up to here the window holds whole records
  std::size_t needed_ = 0;  ///< bytes for the first record, when it is longer than the window
  std::uint32_t unfinished_size_ = 0;
};

}  // namespace lab::record
