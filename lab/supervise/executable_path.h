#pragma once

#include <filesystem>

namespace lab::supervise {

/// The absolute path of `program`: as it stands when it has a slash, otherwise the first executable
/// file of that name in $PATH. Empty when there is none.
std::filesystem::path executable_path(const std::filesystem::path& program);

}  // namespace lab::supervise
