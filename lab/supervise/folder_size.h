#pragma once

#include <cstdint>
#include <filesystem>

namespace lab::supervise {

/// Bytes of disk that a folder takes with all that lies in it, an empty file as a page. A run may be
/// writing there meanwhile: what cannot be looked at is left out. Stops counting above `enough`.
std::uint64_t folder_size(const std::filesystem::path& folder, std::uint64_t enough);

}  // namespace lab::supervise
