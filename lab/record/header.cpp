#include "lab/record/header.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

#include "lab/record/writer.h"

namespace lab::record {
namespace {

using Page = std::array<std::byte, kHeaderSize>;
constexpr std::string_view kHint = "`lab run TARGET --log FILE` writes a log";

template <typename T>
T field(std::span<const std::byte> page, std::size_t offset) {
  T value;
  std::memcpy(&value, page.data() + offset, sizeof(value));
  return value;
}

Header parse(const Page& page) {
  Header header;
  header.capacity = field<std::uint64_t>(page, offsetof(FileHeader, capacity));
  header.realtime_start_ns = field<std::uint64_t>(page, offsetof(FileHeader, realtime_start_ns));
  header.monotonic_start_ns = field<std::uint64_t>(page, offsetof(FileHeader, monotonic_start_ns));
  header.tail = field<std::uint64_t>(page, offsetof(FileHeader, tail));
  header.allocated = field<std::uint64_t>(page, offsetof(FileHeader, allocated));
  header.lost_records = field<std::uint64_t>(page, offsetof(FileHeader, lost_records));
  header.lost_bytes = field<std::uint64_t>(page, offsetof(FileHeader, lost_bytes));
  header.finished = field<std::uint32_t>(page, offsetof(FileHeader, finished)) != 0;
  return header;
}

bool is_sound(const Header& header) {
  return header.capacity >= kHeaderSize && header.capacity <= kMaxCapacity &&
         header.capacity % kHeaderSize == 0 && header.tail >= kHeaderSize && header.tail % 8 == 0 &&
         header.allocated >= kHeaderSize;
}

bool has_magic(std::span<const std::byte> bytes) {
  return std::memcmp(bytes.data(), kMagic, std::min(bytes.size(), sizeof(kMagic))) == 0;
}

/// What is wrong with these first bytes of a file; nothing when they are a header that we can read.
std::optional<std::string> complaint(std::span<const std::byte> page) {
  if (page.empty()) return fmt::format("not a log: the file is empty; {}", kHint);
  if (!has_magic(page)) return fmt::format("not a log: it does not begin like one; {}", kHint);
  if (page.size() < kHeaderSize) {
    return fmt::format(
        "cut off after {} of {} bytes of its header: nothing of it can be read; run it again",
        page.size(), kHeaderSize);
  }
  // In this order: where the byte order differs, the version would be read wrongly as well.
  auto order = field<std::uint32_t>(page, offsetof(FileHeader, byte_order));
  if (order != kByteOrder) {
    return fmt::format(
        "written on a machine of another byte order (0x{:08x}): read it on that machine", order);
  }
  auto version = field<std::uint32_t>(page, offsetof(FileHeader, version));
  if (version != kVersion) {
    return fmt::format(
        "a log of version {}; this lab reads version {}: read it with the lab that wrote it, "
        "or run it again",
        version, kVersion);
  }
  auto size = field<std::uint32_t>(page, offsetof(FileHeader, header_size));
  if (size != kHeaderSize) {
    return fmt::format("damaged: its header says that it is {} bytes long, not {}; run it again",
                       size, kHeaderSize);
  }
  return std::nullopt;
}

FileDescriptor open_file(const std::filesystem::path& path, int access) {
  // Without O_NONBLOCK, opening a FIFO would wait for somebody at its other end.
  FileDescriptor file(::open(path.c_str(), access | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    throw LogError(fmt::format("{} cannot be opened: {}", path.string(), std::strerror(errno)));
  }
  struct stat status {};
  if (::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    throw LogError(
        fmt::format("{} is not a log: it is not a regular file; {}", path.string(), kHint));
  }
  return file;
}

}  // namespace

std::uint64_t Header::end() const {
  std::uint64_t end = std::min({tail, capacity, allocated});
  return end - end % 8;
}

std::size_t read_at(int file, std::uint64_t offset, std::span<std::byte> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    ssize_t got =
        ::pread(file, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

OpenLog open_log(const std::filesystem::path& path, int access) {
  OpenLog log{open_file(path, access), {}};
  Page page{};
  std::size_t size = read_at(log.file.number(), 0, page);
  if (auto wrong = complaint(std::span(page).first(size))) {
    // "is" reads well before each of them.
    throw LogError(fmt::format("{} is {}", path.string(), *wrong));
  }
  log.header = parse(page);
  if (!is_sound(log.header)) {
    throw LogError(fmt::format(
        "{} is damaged: its header gives a capacity of {} and an end at {}; run it again",
        path.string(), log.header.capacity, log.header.tail));
  }
  return log;
}

bool refresh(int file, Header& header) {
  Page page{};
  if (read_at(file, 0, page) < kHeaderSize || complaint(page)) return false;
  Header fresh = parse(page);
  if (!is_sound(fresh)) return false;
  header = fresh;
  return true;
}

Writers writers_of(int file) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(file, F_OFD_GETLK, &lock) != 0) return Writers::unknown;
  return lock.l_type == F_UNLCK ? Writers::none : Writers::some;
}

void hold_as_writer(int file) noexcept {
  struct flock lock {};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  ::fcntl(file, F_OFD_SETLK, &lock);
}

}  // namespace lab::record
