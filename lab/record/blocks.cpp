#include "lab/record/blocks.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace lab::record {
namespace {

Blocks::Answer allocate(int number, std::uint64_t from, std::uint64_t to) noexcept {
  struct stat status {};
  if (::fstat(number, &status) != 0) return Blocks::Answer::unknown;
  if (static_cast<std::uint64_t>(status.st_size) < to) return Blocks::Answer::refused;
  int result = 0;
  do {
    // KEEP_SIZE: the cut of a finished log stays.
    result = ::fallocate(number, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(from),
                         static_cast<off_t>(to - from));
  } while (result != 0 && errno == EINTR);
  if (result == 0) return Blocks::Answer::promised;
  bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO;
  return full ? Blocks::Answer::refused : Blocks::Answer::unknown;
}

}  // namespace

Blocks::Blocks(const FileDescriptor& file, std::filesystem::path path) : path_(std::move(path)) {
  struct stat status {};
  if (::fstat(file.number(), &status) == 0) {
    device_ = status.st_dev;
    inode_ = status.st_ino;
  }
}

bool Blocks::is_ours(int number) const noexcept {
  struct stat status {};
  return ::fstat(number, &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
}

Blocks::Answer Blocks::ask(std::uint64_t from, std::uint64_t to) const noexcept {
  const int saved = errno;
  Answer answer = Answer::unknown;
  const FileDescriptor file(::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  if (file.is_open() && is_ours(file.number())) answer = allocate(file.number(), from, to);
  errno = saved;
  return answer;
}

}  // namespace lab::record
