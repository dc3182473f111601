#include "lab/record/mapping.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "lab/record/identity.h"

namespace lab::record {
namespace {

// Steps grow with the log: a run of a few records must not pay for room that it never uses, and no
// step may stop a thread for long, because its pauses are what is observed.
constexpr std::uint64_t kFirstBlocks = 256U << 10U;
constexpr std::uint64_t kMostBlocks = 2U << 20U;
constexpr std::uint64_t kFirstPages = 32U << 10U;
constexpr std::uint64_t kMostPages = 256U << 10U;
/// Up to here the kernel is told not to read ahead: at the first touch it would otherwise prepare
/// as many zeros as its read-ahead is long (2 ms for 8 MiB on ext4), and drop them when the log of
/// a short run is cut (1 ms). Beyond, reading ahead takes a third off the price of a page.
constexpr std::uint64_t kNoReadAhead = 1U << 20U;
/// MADV_POPULATE_WRITE of Linux 5.14; some C libraries are older than that.
constexpr int kPopulateWrite = 23;

std::uint64_t page_down(std::uint64_t offset) {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));  // aarch64 has 4 to 64 KiB
  return offset / page * page;
}
std::uint64_t page_up(std::uint64_t offset) {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return (offset + page - 1) / page * page;
}

void raise(std::atomic<std::uint64_t>& mark, std::uint64_t to) noexcept {
  std::uint64_t present = mark.load(std::memory_order_relaxed);
  while (present < to && !mark.compare_exchange_weak(present, to, std::memory_order_relaxed)) {
  }
}

void forget_identity() noexcept {
  cached_identity = 0;
}

void watch_forks() {
  static const int failed = ::pthread_atfork(nullptr, nullptr, forget_identity);
  if (failed != 0) throw LogError(fmt::format("fork cannot be watched: {}", std::strerror(failed)));
}

/// The whole capacity at once, so that no writer ever maps or moves anything later.
std::byte* map_whole(int file, const Header& header, const std::filesystem::path& path) {
  if (header.finished) {
    throw LogError(fmt::format("{} is finished and takes no more records: write into another log",
                               path.string()));
  }
  struct stat status {};
  if (::fstat(file, &status) != 0 || static_cast<std::uint64_t>(status.st_size) < header.capacity) {
    throw LogError(fmt::format(
        "{} was cut to {} of {} bytes and takes no more records: write into another log",
        path.string(), status.st_size, header.capacity));
  }
  hold_as_writer(file);
  void* base =
      ::mmap(nullptr, header.capacity, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
  if (base == MAP_FAILED) {
    throw LogError(
        fmt::format("{} cannot be mapped ({} bytes of address space; is there a limit on it?): {}",
                    path.string(), header.capacity, std::strerror(errno)));
  }
  ::madvise(base, std::min(kNoReadAhead, header.capacity), MADV_RANDOM);
  return static_cast<std::byte*>(base);
}

}  // namespace

Writer::Mapping::Mapping(const std::filesystem::path& path)
    : Mapping(open_log(path, O_RDWR), std::filesystem::absolute(path)) {}

Writer::Mapping::Mapping(OpenLog log, const std::filesystem::path& path)
    : base_(map_whole(log.file.number(), log.header, path)),
      capacity_(log.header.capacity),
      blocks_(log.file, path) {
  header = reinterpret_cast<FileHeader*>(base_);
  watch_forks();
}

Writer::Mapping::~Mapping() {
  ::munmap(base_, capacity_);
}

/// Sees to it that the promised blocks reach `end`. Several threads and processes may ask for the
/// same blocks at once: that asks twice, and the mark only rises.
bool Writer::Mapping::promise(std::uint64_t end) noexcept {
  std::uint64_t from = header->allocated.load(std::memory_order_relaxed);
  if (from >= end) return true;
  // On a full disk, not every lost record asks again.
  if (end <= refused_.load(std::memory_order_relaxed)) return false;
  std::uint64_t step = std::clamp(end, kFirstBlocks, kMostBlocks);
  std::uint64_t least = std::min(page_up(end), capacity_);
  std::uint64_t to = std::min(page_up(end + step), capacity_);
  Blocks::Answer answer = blocks_.ask(from, to);
  if (answer == Blocks::Answer::refused) {
    to = least;
    answer = blocks_.ask(from, to);
  }
  if (answer == Blocks::Answer::refused) {
    raise(refused_, end + kFirstBlocks);
    return false;
  }
  raise(header->allocated, to);
  return true;
}

/// Makes the pages present before they are touched. One call for many pages costs a quarter less
/// than a fault for each, and where a page has no block (the file was cut, or this file system
/// promises nothing and is full), the kernel answers EFAULT here where a fault would be SIGBUS.
bool Writer::Mapping::populate(std::uint64_t from, std::uint64_t to) noexcept {
  const int saved = errno;
  bool good = ::madvise(base_ + from, to - from, kPopulateWrite) == 0 || errno != EFAULT;
  errno = saved;
  return good;
}

/// Out of line: the rare part of reserve().
bool Writer::Mapping::make_ready(std::uint64_t begin, std::uint64_t end) noexcept {
  if (end > capacity_ || !promise(end)) return false;
  const std::uint64_t promised = header->allocated.load(std::memory_order_relaxed);
  const std::uint64_t step = std::clamp(begin, kFirstPages, kMostPages);
  const std::uint64_t from = page_down(begin);
  std::uint64_t to = std::max(std::min(end + step, promised), end);
  if (!populate(from, page_up(to))) {
    to = end;
    if (!populate(from, page_up(to))) return false;
  }
  raise(ready_, std::min({page_up(to), promised, capacity_}));
  return true;
}

}  // namespace lab::record
