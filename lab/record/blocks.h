#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>

#include "lab/record/file_descriptor.h"

namespace lab::record {

/// The writer's way back to its file after it was mapped: asks the file system for blocks.
///
/// No descriptor is kept: the observed script would see it among its own, and its children, which
/// write too, would have one more than they were given. So the file is opened by its path each
/// time, once for many records, and used only when device and inode are still the same.
class Blocks {
 public:
  /// @param path an absolute path of the file that `file` is open on.
  Blocks(const FileDescriptor& file, std::filesystem::path path);

  enum class Answer { promised, refused, unknown };
  /// Asks for blocks for the bytes [from, to). Safe in a signal handler; errno is kept.
  /// @returns refused when the disk is full or the file was cut; unknown when this file system
  /// makes no promises or the file cannot be reached any more.
  Answer ask(std::uint64_t from, std::uint64_t to) const noexcept;

 private:
  bool is_ours(int number) const noexcept;

  std::filesystem::path path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace lab::record
