#include <doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>

#include "tests/record/temporary_log.h"

using namespace lab::record;
using lab::record::test::Contents;
using lab::record::test::file_bytes;
using lab::record::test::in_child;
using lab::record::test::notices;
using lab::record::test::read_all;
using lab::record::test::TemporaryLog;
using lab::record::test::write_file;

namespace {

// What the file system says to the writer's request for blocks: 0 lets it through.
std::atomic<int> fallocate_error = 0;
std::atomic<int> fallocate_calls = 0;

struct FallocateFails {
  explicit FallocateFails(int error) { fallocate_error = error; }
  ~FallocateFails() { fallocate_error = 0; }
};

constexpr std::uint64_t kMiB = 1U << 20U;

/// Writes `count` notices of about 1 KiB. @returns how many records there should be, lost included.
std::uint64_t fill(const std::filesystem::path& path, std::uint64_t count) {
  Writer writer(path);
  for (std::uint64_t i = 0; i < count; ++i)
    writer.notice(std::to_string(i) + std::string(1000, ' '));
  return count;
}

std::uint64_t disk_bytes(const std::filesystem::path& path) {
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return static_cast<std::uint64_t>(status.st_blocks) * 512;
}

}  // namespace

extern "C" int fallocate(int file, int mode, off_t offset, off_t size) {
  ++fallocate_calls;
  if (fallocate_error != 0) {
    errno = fallocate_error;
    return -1;
  }
  return static_cast<int>(syscall(SYS_fallocate, file, mode, offset, size));
}

TEST_CASE("FileIsSparse") {
  TemporaryLog log(std::uint64_t{1} << 30U);
  CHECK(std::filesystem::file_size(log.path()) == std::uint64_t{1} << 30U);
  fill(log.path(), 10);
  CHECK(disk_bytes(log.path()) < 2 * kMiB);
  struct stat status {};
  REQUIRE(stat(log.path().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("FullLogIsSaid") {
  TemporaryLog log(kMiB);
  const std::uint64_t written = fill(log.path(), 2000);
  for (int finished = 0; finished < 2; ++finished) {
    const auto [records, damage] = read_all(log.path());
    CHECK(records.size() > 950);
    CHECK(damage.lost_records == written - records.size());
    CHECK(damage.lost_bytes >= damage.lost_records * 1000);
    CHECK(damage.torn_records == 0);
    CHECK_FALSE(damage.cut);
    CHECK(notices(records).back().starts_with(std::to_string(records.size() - 1)));
    finish_log(log.path());
  }
  CHECK(std::filesystem::file_size(log.path()) <= kMiB);
}

TEST_CASE("DeclarationInAFullLog") {
  TemporaryLog log(2 * kHeaderSize);
  Writer writer(log.path());
  for (int i = 0; i < 200; ++i)
    writer.notice("some text");
  CHECK(writer.declare("e", {}) == 0);
  CHECK(writer.intern("text") == 0);
}

TEST_CASE("DiskFull") {
  TemporaryLog log;
  fill(log.path(), 10);
  std::uint64_t written = 10;
  {
    FallocateFails full(ENOSPC);
    written += fill(log.path(), 3000);
  }
  const auto [records, damage] = read_all(log.path());
  CHECK(records.size() >= 10);
  CHECK(damage.lost_records > 0);
  CHECK(records.size() + damage.lost_records == written);
  CHECK(damage.torn_records == 0);
  CHECK(damage.corrupt_records == 0);
  // Nothing was touched beyond what was promised.
  CHECK(disk_bytes(log.path()) < kMiB);
}

TEST_CASE("DiskFullForAWhile") {
  TemporaryLog log;
  fill(log.path(), 10);
  {
    Writer writer(log.path());
    {
      FallocateFails full(ENOSPC);
      for (int i = 0; i < 1000; ++i)
        writer.notice(std::string(1000, 'x'));
    }
    for (int i = 0; i < 1000; ++i)
      writer.notice(std::string(1000, 'x'));
  }
  const Contents contents = read_all(log.path());
  CHECK(contents.records.size() + contents.damage.lost_records == 2010);
  CHECK(contents.records.size() > 500);
  CHECK(contents.damage.torn_records == 1);  // the room of the lost ones, in the midst
  CHECK(contents.damage.corrupt_records == 0);
}

TEST_CASE("LostRecordsDoNotAskForBlocksEachTime") {
  TemporaryLog log;
  FallocateFails full(ENOSPC);
  fallocate_calls = 0;
  fill(log.path(), 2000);
  CHECK(fallocate_calls < 50);
}

TEST_CASE("FileSystemWithoutPromises") {
  TemporaryLog log;
  std::uint64_t written = 0;
  {
    FallocateFails unsupported(EOPNOTSUPP);
    written = fill(log.path(), 3000);
  }
  const auto [records, damage] = read_all(log.path());
  CHECK(records.size() == written);
  CHECK_FALSE(damage.any());
}

namespace {

constexpr int kNotPossible = 77;

/// A file system of 256 KiB over `folder`, for this process only.
bool mount_small(const std::filesystem::path& folder) {
  const std::string users = "0 " + std::to_string(getuid()) + " 1";
  const std::string groups = "0 " + std::to_string(getgid()) + " 1";
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", users);
  write_file("/proc/self/gid_map", groups);
  return mount("none", folder.c_str(), "tmpfs", 0, "size=256k") == 0;
}

bool kernel_populates() {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const bool good = madvise(page, 4096, 23) == 0;  // MADV_POPULATE_WRITE
  munmap(page, 4096);
  return good;
}

int fill_small_disk(const std::filesystem::path& path) {
  if (!mount_small(path.parent_path())) return kNotPossible;
  create_log(path, 64 * kMiB);
  const std::uint64_t written = fill(path, 1000);  // SIGBUS would end us here
  const auto [records, damage] = read_all(path);
  const bool good = records.size() > 100 && records.size() + damage.lost_records == written &&
                    damage.corrupt_records == 0 && damage.torn_records == 0;
  return good ? 0 : 1;
}

}  // namespace

TEST_CASE("DiskReallyFull") {
  for (int error : {0, EOPNOTSUPP}) {
    // Without promises, only a kernel that tells before a page is touched can save the writer.
    if (error != 0 && !kernel_populates()) continue;
    CAPTURE(error);
    FallocateFails with(error);
    TemporaryLog log;
    const int status = in_child([&] { return fill_small_disk(log.path()); });
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == kNotPossible) {
      MESSAGE("this system lets nobody mount a file system of his own: not tried");
    } else {
      CHECK(WEXITSTATUS(status) == 0);
    }
  }
}

TEST_CASE("FileCutUnderTheWriter") {
  TemporaryLog log;
  Writer writer(log.path());
  writer.notice("a");
  std::filesystem::resize_file(log.path(), kMiB);
  for (int i = 0; i < 3000; ++i)
    writer.notice(std::string(1000, 'x'));
  const Contents contents = read_all(log.path());
  CHECK(contents.damage.lost_records > 0);
  CHECK(contents.records.size() + contents.damage.lost_records == 3001);
  CHECK_THROWS_WITH_AS(Writer(log.path()), doctest::Contains("was cut"), LogError);
}

TEST_CASE("WriterThatOutlivesTheRun") {
  TemporaryLog log;
  {
    Writer writer(log.path());
    writer.notice("a");
    finish_log(log.path());
    for (int i = 0; i < 3000; ++i)
      writer.notice(std::string(1000, 'x'));
  }
  Reader reader(log.path());
  CHECK(reader.finished());
  CHECK(notices({*reader.next()}) == std::vector<std::string>{"a"});
  finish_log(log.path());
  CHECK(std::filesystem::file_size(log.path()) == Reader(log.path()).size());
  CHECK_FALSE(read_all(log.path()).damage.any());
}

namespace {

int write_without_descriptors(const std::filesystem::path& path, bool reuse) {
  Writer writer(path);
  writer.notice("before");
  for (int number = 3; number < 4096; ++number)
    close(number);
  const std::filesystem::path other = path.parent_path() / "other";
  // The scripts own file, under the very number that was the log's.
  const int opened = reuse ? open(other.c_str(), O_RDWR | O_CREAT, 0600) : -1;
  for (int number = 3; reuse && number < 1024; ++number) {
    if (number != opened) dup2(opened, number);
  }
  for (int i = 0; i < 3000; ++i)
    writer.notice(std::string(1000, 'x'));
  if (!reuse) return 0;
  struct stat status {};
  return fstat(opened, &status) == 0 && status.st_size == 0 && status.st_blocks == 0 ? 0 : 1;
}

}  // namespace

TEST_CASE("FdClosedByScript") {
  TemporaryLog log;
  CHECK(in_child([&] { return write_without_descriptors(log.path(), false); }) == 0);
  const auto [records, damage] = read_all(log.path());
  CHECK(records.size() == 3001);
  CHECK_FALSE(damage.any());
}

TEST_CASE("FdReusedByScript") {
  TemporaryLog log;
  CHECK(in_child([&] { return write_without_descriptors(log.path(), true); }) == 0);
  const auto [records, damage] = read_all(log.path());
  CHECK(records.size() == 3001);
  CHECK_FALSE(damage.any());
}

TEST_CASE("FileSizeLimit") {
  const auto limited = [](rlim_t bytes) {
    const rlimit limit{bytes, bytes};
    return setrlimit(RLIMIT_FSIZE, &limit) == 0;
  };
  // Of the observed program: it does not reach the log.
  TemporaryLog log;
  CHECK(in_child([&] { return limited(kMiB) && fill(log.path(), 3000) == 3000 ? 0 : 1; }) == 0);
  CHECK(read_all(log.path()).records.size() == 3000);
  // Of who creates one: the log is smaller, and nobody dies of SIGXFSZ.
  const auto small = log.path().parent_path() / "small.lablog";
  CHECK(in_child([&] {
          if (!limited(kMiB + 5)) return 1;
          create_log(small, 64 * kMiB);
          fill(small, 10);
          return 0;
        }) == 0);
  CHECK(std::filesystem::file_size(small) == kMiB);
  CHECK(read_all(small).records.size() == 10);
}

TEST_CASE("NoDescriptorIsKept") {
  TemporaryLog log;
  Writer writer(log.path());
  writer.notice(std::string(1000, 'x'));
  struct stat ours {};
  REQUIRE(stat(log.path().c_str(), &ours) == 0);
  for (int number = 0; number < 4096; ++number) {
    struct stat status {};
    if (fstat(number, &status) != 0) continue;
    CHECK_MESSAGE(!(status.st_ino == ours.st_ino && status.st_dev == ours.st_dev), number);
  }
}

TEST_CASE("ErrnoIsLeftAlone") {
  TemporaryLog log;
  Writer writer(log.path());
  FallocateFails full(ENOSPC);
  errno = 42;
  for (int i = 0; i < 1000; ++i)
    writer.notice(std::string(1000, 'x'));
  CHECK(errno == 42);
}

TEST_CASE("LogIsReplacedNotCut") {
  TemporaryLog log;
  Writer old(log.path());
  old.notice("old");
  create_log(log.path(), kMiB);
  old.notice("still safe");
  CHECK(read_all(log.path()).records.empty());
}
