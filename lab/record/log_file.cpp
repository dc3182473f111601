#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "lab/record/header.h"
#include "lab/record/writer.h"

namespace lab::record {
namespace {

std::uint64_t nanoseconds(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(time.tv_nsec);
}

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view what, int error) {
  throw LogError(fmt::format("{} {}: {}", path.string(), what, std::strerror(error)));
}

bool write_at(int file, std::uint64_t offset, const void* bytes, std::size_t size) {
  ssize_t done = 0;
  do {
    done = ::pwrite(file, bytes, size, static_cast<off_t>(offset));
  } while (done < 0 && errno == EINTR);
  return done == static_cast<ssize_t>(size);
}

/// A device or a FIFO is never removed to make room for a log.
void remove_old(const std::filesystem::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) {
    throw LogError(
        fmt::format("{} is not a regular file: give another name for the log", path.string()));
  }
  if (::unlink(path.c_str()) != 0) fail(path, "cannot be replaced", errno);
}

/// Cuts the file to its records, unless somebody still has it mapped and would touch what is cut
/// off.
void cut_to_size(int file, const Header& header, const std::filesystem::path& path) {
  if (writers_of(file) == Writers::some) return;
  const std::uint64_t end = header.end();
  struct stat status {};
  const bool known = ::fstat(file, &status) == 0;
  // The blocks are taken back first, so that nobody who reads this moment sees a file that is
  // shorter than it should be.
  if (!known || !write_at(file, offsetof(FileHeader, allocated), &end, sizeof(end))) {
    fail(path, "cannot be finished", errno);
  }
  const bool longer = static_cast<std::uint64_t>(status.st_size) > end;
  if (longer && ::ftruncate(file, static_cast<off_t>(end)) != 0) {
    fail(path, "cannot be cut to its size", errno);
  }
}

/// A larger file would be SIGXFSZ for whoever creates it (`ulimit -f`).
std::uint64_t within_file_limit(std::uint64_t capacity) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0) return capacity;
  return std::min<std::uint64_t>(capacity, limit.rlim_cur);
}

}  // namespace

void create_log(const std::filesystem::path& path, std::uint64_t capacity) {
  capacity = within_file_limit(capacity);
  capacity -= capacity % kHeaderSize;
  if (capacity <= kHeaderSize || capacity > kMaxCapacity) {
    throw LogError(
        fmt::format("{}: a log takes 8 KiB to {} GiB, and no more than `ulimit -f` allows",
                    path.string(), kMaxCapacity >> 30U));
  }
  // A name of its own for each log: a process that still writes into the old one must not find its
  // mapping cut under it, as O_TRUNC would do.
  remove_old(path);
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) fail(path, "cannot be created", errno);

  FileHeader header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.version = kVersion;
  header.header_size = kHeaderSize;
  header.byte_order = kByteOrder;
  header.capacity = capacity;
  header.realtime_start_ns = nanoseconds(CLOCK_REALTIME);
  header.monotonic_start_ns = nanoseconds(CLOCK_MONOTONIC);
  header.tail = kHeaderSize;
  header.allocated = kHeaderSize;
  // The size comes first: who sees a header sees a file that can be mapped whole.
  if (::ftruncate(file.number(), static_cast<off_t>(capacity)) != 0 ||
      !write_at(file.number(), 0, &header, sizeof(header))) {
    int error = errno;
    ::unlink(path.c_str());
    fail(path, "cannot be written", error);
  }
}

void finish_log(const std::filesystem::path& path) {
  const OpenLog log = open_log(path, O_RDWR);
  cut_to_size(log.file.number(), log.header, path);
  const std::uint32_t finished = 1;
  if (!write_at(log.file.number(), offsetof(FileHeader, finished), &finished, sizeof(finished))) {
    fail(path, "cannot be finished", errno);
  }
}

}  // namespace lab::record
