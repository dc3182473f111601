#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "lab/record/file_descriptor.h"
#include "lab/record/format.h"

namespace lab::record {

/// The header of a log as it was at one moment.
struct Header {
  std::uint64_t capacity = 0;
  std::uint64_t realtime_start_ns = 0;
  std::uint64_t monotonic_start_ns = 0;
  std::uint64_t tail = 0;
  std::uint64_t allocated = 0;
  std::uint64_t lost_records = 0;
  std::uint64_t lost_bytes = 0;
  bool finished = false;

  /// Where the records end: a record that would pass the capacity or the promised blocks is counted
  /// as lost by its writer and never written.
  std::uint64_t end() const;
};

/// A log that is open, with the header that it had then.
struct OpenLog {
  FileDescriptor file;
  Header header;
};

/// Opens a log for reading (O_RDONLY) or writing (O_RDWR) and checks its header.
/// @throws LogError with the file's name, what was found and what to do.
OpenLog open_log(const std::filesystem::path& path, int access);

/// Reads the header once more. @returns false when it is no longer one, or cannot be read.
bool refresh(int file, Header& header);

/// Reads at most `into.size()` bytes at `offset`. @returns how many; fewer at the end of the file.
std::size_t read_at(int file, std::uint64_t offset, std::span<std::byte> into);

/// Whether anybody who may still write has the log mapped; unknown where the file system has no
/// locks to tell by.
enum class Writers { none, some, unknown };
Writers writers_of(int file);

/// Says so to writers_of, for as long as this process, or a child forked from it, has the file
/// mapped: a lock of the open file, which the kernel drops with the last mapping, however its
/// process ends and even when the descriptor was closed before.
void hold_as_writer(int file) noexcept;

}  // namespace lab::record
