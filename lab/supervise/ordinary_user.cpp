#include "lab/supervise/ordinary_user.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "lab/supervise/landlock.h"

namespace lab::supervise {
namespace {

// Of the numbers that are for users made up at run time (systemd.io/UIDS-GIDS), which no
// distribution gives to a person.
constexpr uid_t kFirst = 61184;
constexpr uid_t kCount = 4000;

/// /proc/self/uid_map: "first-inside first-outside count", a line for each range.
bool exists_here(uid_t user) {
  std::ifstream map("/proc/self/uid_map");
  unsigned long inside = 0;
  unsigned long outside = 0;
  unsigned long count = 0;
  while (map >> inside >> outside >> count) {
    if (user >= inside && user - inside < count) return true;
  }
  return !map.is_open();
}

/// Whether everybody may pass through all folders above `path`.
bool is_open_to_others(const std::filesystem::path& path) {
  std::error_code ignored;
  std::filesystem::path folder = std::filesystem::weakly_canonical(path, ignored).parent_path();
  for (;; folder = folder.parent_path()) {
    struct stat status {};
    if (stat(folder.c_str(), &status) != 0 || (status.st_mode & S_IXOTH) == 0) return false;
    if (folder == folder.parent_path()) return true;
  }
}

}  // namespace

std::optional<OrdinaryUser> ordinary_user(std::span<const std::filesystem::path> needed) {
  if (geteuid() != 0) return std::nullopt;
  const uid_t user = kFirst + static_cast<uid_t>(getpid()) % kCount;
  if (!exists_here(user)) return std::nullopt;
  const bool closed = !std::all_of(needed.begin(), needed.end(), is_open_to_others);
  // Without Landlock the right to search would be the right to read everything.
  if (closed && landlock_abi() < 1) return std::nullopt;
  return OrdinaryUser{user, closed};
}

}  // namespace lab::supervise
