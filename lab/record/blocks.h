#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>

#include "lab/record/file_descriptor.h"

namespace lab::record {

/// The writer's way back to its file after it was mapped: asks the file system for blocks.
///
/// The observed script shares our file descriptors and may close all of them (daemons do), or open
/// another file under the same number. So a number is used only after its device and inode were
/// compared, and the path is the second way.
class Blocks {
 public:
  /// @param path an absolute path of the file that `file` is open on.
  Blocks(FileDescriptor file, std::filesystem::path path);
  ~Blocks();
  Blocks(const Blocks&) = delete;
  Blocks& operator=(const Blocks&) = delete;

  enum class Answer { promised, refused, unknown };
  /// Asks for blocks for the bytes [from, to). Safe in a signal handler; errno is kept.
  /// @returns refused when the disk is full or the file was cut; unknown when this file system
  /// makes no promises or the file cannot be reached any more.
  Answer ask(std::uint64_t from, std::uint64_t to) const noexcept;

 private:
  bool is_ours(int number) const noexcept;

  int number_;
  std::filesystem::path path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace lab::record
