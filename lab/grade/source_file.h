#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace lab::grade {

/// What a person writes in answer to a question is shorter by far; more is an accident or an attack.
inline constexpr std::size_t kLongestSource = std::size_t{1} << 20U;

struct SourceFile {
  std::string text;
  std::string
      fault;  ///< why it is no Python source, a sentence without the file's name; empty: none
};

/// Reads a submission that nobody vouches for. It is looked at once, and what was looked at is what
/// is read: no link is followed, no FIFO or device is waited for, no more than kLongestSource is
/// taken.
SourceFile read_source(const std::filesystem::path& file);

}  // namespace lab::grade
