#include "lab/supervise/landlock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>

#include "lab/supervise/run.h"

// The kernel's structures and bits in our own words: headers are older than kernels, and what is not
// handled is not refused, so each version of the interface adds to what we ask for.
//
//     ABI 1  files      2  moves between folders   3  truncate      4  TCP ports
//     ABI 5  ioctl of devices                      6  abstract sockets and signals stay inside
//
// A rule names a file that is open: what is renamed or mounted later changes nothing.

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#endif

namespace lab::supervise {
namespace {

struct RulesetAttributes {
  std::uint64_t files;
  std::uint64_t network;  // from ABI 4
  std::uint64_t scoped;   // from ABI 6
};

struct [[gnu::packed]] PathRule {
  std::uint64_t allowed;
  std::int32_t parent;
};

constexpr std::uint64_t bit(unsigned number) {
  return std::uint64_t{1} << number;
}
constexpr std::uint64_t kExecute = bit(0);
constexpr std::uint64_t kWriteFile = bit(1);
constexpr std::uint64_t kReadFile = bit(2);
constexpr std::uint64_t kReadFolder = bit(3);
constexpr std::uint64_t kAllOfAbi1 = bit(13) - 1;
constexpr std::uint64_t kMakeDevices = bit(6) | bit(11);
constexpr std::uint64_t kRefer = bit(13);
constexpr std::uint64_t kTruncate = bit(14);
constexpr std::uint64_t kIoctlDevice = bit(15);
constexpr std::uint64_t kOfFiles = kExecute | kWriteFile | kReadFile | kTruncate | kIoctlDevice;
constexpr std::uint64_t kTcpBindAndConnect = bit(0) | bit(1);
constexpr std::uint64_t kAbstractSocketsAndSignals = bit(0) | bit(1);

std::uint64_t handled_files(int abi) {
  std::uint64_t files = kAllOfAbi1;
  if (abi >= 2) files |= kRefer;
  if (abi >= 3) files |= kTruncate;
  if (abi >= 5) files |= kIoctlDevice;
  return files;
}

std::size_t attribute_size(int abi) {
  if (abi >= 6) return sizeof(RulesetAttributes);
  return abi >= 4 ? offsetof(RulesetAttributes, scoped) : offsetof(RulesetAttributes, network);
}

[[noreturn]] void refuse(const char* what) {
  throw RunError(fmt::format("cannot isolate the run: {}: {}", what, std::strerror(errno)));
}

void allow(int ruleset, const std::filesystem::path& path, const Descriptor& file,
           std::uint64_t rights) {
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return;
  if (!S_ISDIR(status.st_mode)) rights &= kOfFiles;
  constexpr int kPathBeneath = 1;
  PathRule rule{rights, file.get()};
  if (syscall(SYS_landlock_add_rule, ruleset, kPathBeneath, &rule, 0U) != 0) refuse(path.c_str());
}

Descriptor open_path(const std::filesystem::path& path) {
  return Descriptor(open(path.c_str(), O_PATH | O_CLOEXEC));
}

/// What a run only reads belongs to the system, and is the same for the next.
const Descriptor& open_once(const std::filesystem::path& path) {
  static std::map<std::filesystem::path, Descriptor> opened;
  auto [place, is_new] = opened.try_emplace(path);
  if (is_new) place->second = open_path(path);
  return place->second;
}

}  // namespace

int landlock_abi() {
  constexpr unsigned kVersion = 1;
  static const long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0UL, kVersion);
  return abi < 0 ? 0 : static_cast<int>(abi);
}

Descriptor make_ruleset(const Isolation& isolation) {
  const int abi = landlock_abi();
  if (abi == 0) return {};
  RulesetAttributes attributes{handled_files(abi), 0, 0};
  if (abi >= 4 && isolation.network == Network::none) attributes.network = kTcpBindAndConnect;
  if (abi >= 6) attributes.scoped = kAbstractSocketsAndSignals;
  Descriptor ruleset(
      static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, attribute_size(abi), 0U)));
  if (!ruleset) refuse("Landlock");
  constexpr std::uint64_t kRead = kReadFile | kReadFolder;
  for (const auto& path : isolation.readable)
    allow(ruleset.get(), path, open_once(path), kRead);
  for (const auto& path : isolation.executable)
    allow(ruleset.get(), path, open_once(path), kRead | kExecute);
  for (const auto& path : isolation.writable)
    allow(ruleset.get(), path, open_path(path), attributes.files & ~kMakeDevices & ~kExecute);
  return ruleset;
}

}  // namespace lab::supervise
