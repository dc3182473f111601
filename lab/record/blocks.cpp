#include "lab/record/blocks.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace lab::record {
namespace {

/// Scripts that close everything begin at 3 and mostly stop early; a high number is also the last
/// that a script would be given for a file of its own.
FileDescriptor moved_up(FileDescriptor file) {
  rlimit limit{};
  rlim_t highest = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
  int wanted = static_cast<int>(std::min<rlim_t>(highest, 1024) / 2);
  FileDescriptor high(::fcntl(file.number(), F_DUPFD_CLOEXEC, wanted));
  return high.is_open() ? std::move(high) : std::move(file);
}

Blocks::Answer allocate(int number, std::uint64_t from, std::uint64_t to) noexcept {
  struct stat status {};
  if (::fstat(number, &status) != 0) return Blocks::Answer::unknown;
  if (static_cast<std::uint64_t>(status.st_size) < to) return Blocks::Answer::refused;
  int result = 0;
  do {
    // KEEP_SIZE: should the number be given to another file at this very moment, that file does
    // not grow, and the cut of a finished log stays.
    result = ::fallocate(number, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(from),
                         static_cast<off_t>(to - from));
  } while (result != 0 && errno == EINTR);
  if (result == 0) return Blocks::Answer::promised;
  bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO;
  return full ? Blocks::Answer::refused : Blocks::Answer::unknown;
}

}  // namespace

Blocks::Blocks(FileDescriptor file, std::filesystem::path path)
    : number_(moved_up(std::move(file)).release()), path_(std::move(path)) {
  struct stat status {};
  if (::fstat(number_, &status) == 0) {
    device_ = status.st_dev;
    inode_ = status.st_ino;
  }
}

Blocks::~Blocks() {
  if (is_ours(number_)) ::close(number_);
}

bool Blocks::is_ours(int number) const noexcept {
  struct stat status {};
  return ::fstat(number, &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
}

Blocks::Answer Blocks::ask(std::uint64_t from, std::uint64_t to) const noexcept {
  const int saved = errno;
  Answer answer = Answer::unknown;
  if (is_ours(number_)) {
    answer = allocate(number_, from, to);
  } else {
    FileDescriptor again(::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
    if (again.is_open() && is_ours(again.number())) answer = allocate(again.number(), from, to);
  }
  errno = saved;
  return answer;
}

}  // namespace lab::record
