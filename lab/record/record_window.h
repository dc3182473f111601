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

/// A part of a log, copied: a file that is mapped raises SIGBUS in its reader when somebody cuts
/// it.
class RecordWindow {
 public:
  /// Where to look: records lie in [position, end), and the file holds only `available` bytes.
  struct Range {
    std::uint64_t position = 0;
    std::uint64_t end = 0;
    std::uint64_t available = 0;
  };
  struct Step {
    Found found = Found::nothing;
    std::span<const std::byte> bytes;  ///< of a whole record, its head included
    std::uint64_t size = 0;            ///< bytes that the step passed
  };

  /// Copies what begins at `range.position`. @returns what stands there.
  /// @param settled nobody writes below range.end any more, so one look is enough; otherwise the
  /// window ends with the last whole record in a row.
  Found fill(int file, Range range, bool settled);

  /// Passes one record, or one run of zeros that ends within the window. `nothing` when the window
  /// has to be filled anew.
  Step step();

  /// The first 8 bytes at or after the window's front that are not all zero; range.end when there
  /// are none. The window is empty afterwards.
  std::uint64_t end_of_hole(int file);

 private:
  void read(int file, std::uint64_t from, std::size_t size);
  Found look(std::size_t at);
  std::size_t zeros(std::size_t at) const;

  std::vector<std::byte> bytes_;
  Range range_;
  std::size_t next_ = 0;
  std::size_t limit_ = 0;   ///< steps end here
  std::uint32_t size_ = 0;  ///< of the record that look() found last
};

}  // namespace lab::record
