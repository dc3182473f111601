#include "lab/supervise/folder_size.h"

#include <sys/stat.h>

#include <algorithm>
#include <system_error>

namespace fs = std::filesystem;

namespace lab::supervise {
namespace {

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kBlock = 512;  // of st_blocks, see stat(2)

std::uint64_t size_on_disk(const fs::path& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return 0;
  return std::max(kPage, static_cast<std::uint64_t>(status.st_blocks) * kBlock);
}

}  // namespace

std::uint64_t folder_size(const fs::path& folder, std::uint64_t enough) {
  std::uint64_t total = 0;
  std::error_code error;
  constexpr auto kSkip = fs::directory_options::skip_permission_denied;
  fs::recursive_directory_iterator entry(folder, kSkip, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    total += size_on_disk(entry->path());
    if (total > enough) break;
  }
  return total;
}

}  // namespace lab::supervise
