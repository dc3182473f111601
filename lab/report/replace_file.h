#pragma once

#include <filesystem>
#include <string_view>

namespace lab::report {

/// Writes `text` so that a reader sees the file as it was or as it is, never a part: beside it under
/// another name first, then renamed. What is no plain file (/dev/stdout, a pipe) is written to.
/// @throws std::runtime_error that names the file and why
void replace_file(const std::filesystem::path& file, std::string_view text);

/// Whether the file is written by being replaced, so that a part of the report may stand there first.
bool is_replaceable(const std::filesystem::path& file);

}  // namespace lab::report
