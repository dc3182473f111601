#include <doctest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "lab/supervise/process.h"
#include "tests/supervise/child_command.h"

using namespace lab::supervise;
using namespace lab::supervise::test;

namespace {

constexpr std::size_t kSize = std::size_t{64} << 20U;

/// Processes that were forked after `memory` was written, and only read.
class Sharers {
 public:
  explicit Sharers(int count) {
    if (pipe(ends_) != 0) throw std::runtime_error("pipe");
    for (int number = 0; number < count; ++number) {
      pids_.push_back(start_process([&] {
        close(ends_[1]);
        char byte = 0;
        return static_cast<int>(read(ends_[0], &byte, 1));
      }));
    }
  }
  ~Sharers() {
    close(ends_[0]);
    close(ends_[1]);
    for (pid_t pid : pids_)
      waitpid(pid, nullptr, 0);
  }
  Sharers(const Sharers&) = delete;
  Sharers& operator=(const Sharers&) = delete;
  const std::vector<pid_t>& pids() const { return pids_; }

 private:
  int ends_[2] = {-1, -1};
  std::vector<pid_t> pids_;
};

}  // namespace

TEST_CASE("ForkedPagesCountOnce") {
  std::vector<char> memory(kSize, 1);
  Sharers sharers(4);
  std::vector<pid_t> self = {getpid()};
  std::uint64_t once = resident_memory(self, 0);
  std::uint64_t sum = resident_memory(sharers.pids(), 0);
  CHECK(once >= kSize);
  CHECK(sum >= once / 2);  // this process shares the pages too, so four fifths of them
  CHECK(sum < once + once / 2);
  CHECK(memory.back() == 1);
}

TEST_CASE("UpperBoundIsEnoughBelowTheKnownPeak") {
  std::vector<char> memory(kSize, 1);
  Sharers sharers(4);
  std::uint64_t known = 100 * kSize;
  CHECK(resident_memory(sharers.pids(), known) >= 4 * kSize);
  CHECK(resident_memory(sharers.pids(), known) <= known);
  CHECK(memory.back() == 1);
}

TEST_CASE("SharedSegmentCounts") {
  void* segment = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(segment != MAP_FAILED);
  std::memset(segment, 1, kSize);
  std::vector<pid_t> self = {getpid()};
  std::uint64_t with = resident_memory(self, 0);
  munmap(segment, kSize);
  std::uint64_t without = resident_memory(self, 0);
  CHECK(with >= without + kSize);
}

TEST_CASE("ProcessThatIsGone") {
  pid_t gone = start_process([] { return 0; });
  waitpid(gone, nullptr, 0);
  CHECK_FALSE(read_process(gone));
  std::vector<pid_t> list = {gone};
  CHECK(resident_memory(list, 0) == 0);
}

TEST_CASE("DescendantsAreVisitedParentsFirst") {
  Sharers sharers(3);
  std::vector<pid_t> found;
  std::vector<pid_t> except = {sharers.pids()[1]};
  visit_descendants(except, [&](const Process& process) {
    CHECK(process.parent == getpid());
    found.push_back(process.pid);
  });
  CHECK(found.size() == 2);
  for (pid_t pid : found)
    CHECK(pid != except[0]);
}
