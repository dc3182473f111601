#include <doctest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <new>
#include <string>
#include <vector>

#include "tests/record/temporary_log.h"

using namespace lab::record;
using lab::record::test::Contents;
using lab::record::test::notices;
using lab::record::test::patch;
using lab::record::test::raw;
using lab::record::test::read_all;
using lab::record::test::TemporaryLog;

namespace {

using Texts = std::vector<std::string>;

void write_notices(const std::filesystem::path& path, const Texts& texts) {
  Writer writer(path);
  for (const std::string& text : texts)
    writer.notice(text);
}

struct Place {
  std::uint64_t offset;
  std::uint32_t size;
};
Place place_of(const std::filesystem::path& path, std::size_t index) {
  const auto records = read_all(path).records;
  const std::uint64_t end =
      index + 1 < records.size() ? records[index + 1].offset : Reader(path).size();
  return {records.at(index).offset, static_cast<std::uint32_t>(end - records.at(index).offset)};
}

/// What a writer leaves that is killed between its reservation and its first store.
void make_hole(const std::filesystem::path& path, Place place) {
  patch(path, place.offset, std::string(place.size, '\0'));
}
/// And what one leaves that is killed before its last store.
void make_unfinished(const std::filesystem::path& path, Place place) {
  patch(path, place.offset, raw(place.size));
}

}  // namespace

TEST_CASE("HoleIsSkipped") {
  TemporaryLog log;
  write_notices(log.path(), {"a", "gone", "c"});
  make_hole(log.path(), place_of(log.path(), 1));
  for (int finished = 0; finished < 2; ++finished) {
    const Contents contents = read_all(log.path());
    CHECK(notices(contents.records) == Texts{"a", "c"});
    CHECK(contents.damage.torn_records == 1);
    CHECK(contents.damage.corrupt_records == 0);
    finish_log(log.path());
  }
}

TEST_CASE("HoleLongerThanTheReadersWindow") {
  TemporaryLog log;
  write_notices(log.path(), {"a", std::string(1U << 20U, 'x'), "c"});
  make_hole(log.path(), place_of(log.path(), 1));
  CHECK(notices(read_all(log.path()).records) == Texts{"a", "c"});
}

TEST_CASE("UnfinishedRecordIsSkipped") {
  TemporaryLog log;
  write_notices(log.path(), {"a", "half", "half", "d"});
  make_unfinished(log.path(), place_of(log.path(), 1));
  make_unfinished(log.path(), {place_of(log.path(), 0).offset + 2 * 32, 32});
  const Contents contents = read_all(log.path());
  CHECK(notices(contents.records) == Texts{"a", "d"});
  CHECK(contents.damage.torn_records == 2);
}

TEST_CASE("TornTail") {
  for (bool hole : {true, false}) {
    TemporaryLog log;
    write_notices(log.path(), {"a", "b", "last"});
    const Place last = place_of(log.path(), 2);
    hole ? make_hole(log.path(), last) : make_unfinished(log.path(), last);
    for (int finished = 0; finished < 2; ++finished) {
      const Contents contents = read_all(log.path());
      CHECK(notices(contents.records) == Texts{"a", "b"});
      CHECK(contents.damage.torn_records == 1);
      CHECK_FALSE(contents.damage.cut);
      finish_log(log.path());
    }
  }
}

TEST_CASE("HoleWaitsForItsWriter") {
  for (bool hole : {true, false}) {
    TemporaryLog log;
    Reader reader(log.path());
    std::string first;
    {
      Writer writer(log.path());
      for (const char* text : {"a", "late", "c"})
        writer.notice(text);
      const std::uint64_t offset = kHeaderSize + 32;
      hole ? make_hole(log.path(), {offset, 32}) : make_unfinished(log.path(), {offset, 32});
      // A writer lives that may still fill it.
      first = notices({*reader.next()}).at(0);
      CHECK_FALSE(reader.next());
      CHECK_FALSE(reader.next());
      CHECK(reader.damage().torn_records == 0);
    }
    // Nobody can fill it any more.
    CHECK(first == "a");
    auto next = reader.next();
    REQUIRE(next);
    CHECK(notices({*next}) == Texts{"c"});
    CHECK(reader.damage().torn_records == 1);
  }
}

TEST_CASE("HoleWaitsForAForkedChild") {
  TemporaryLog log;
  std::array<int, 2> gate{};
  REQUIRE(pipe(gate.data()) == 0);
  pid_t child = -1;
  {
    Writer writer(log.path());
    for (const char* text : {"a", "late", "c"})
      writer.notice(text);
    child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      // What a daemon does: only the mapping is left of the log. It lives until the gate is closed.
      char byte = 0;
      close(gate[1]);
      for (int number = 3; number < 1024; ++number) {
        if (number != gate[0]) close(number);
      }
      _exit(static_cast<int>(read(gate[0], &byte, 1)));
    }
  }
  make_hole(log.path(), {kHeaderSize + 32, 32});
  Reader reader(log.path());
  CHECK(reader.next());
  CHECK_FALSE(reader.next());
  close(gate[1]);
  REQUIRE(waitpid(child, nullptr, 0) == child);
  CHECK(reader.next());
  close(gate[0]);
}

TEST_CASE("WriterAfterAKilledOne") {
  TemporaryLog log;
  write_notices(log.path(), {"a", "last"});
  make_hole(log.path(), place_of(log.path(), 1));
  Reader reader(log.path());
  CHECK(reader.next());
  CHECK_FALSE(reader.next());
  CHECK(reader.damage().torn_records == 1);
  write_notices(log.path(), {"c"});
  auto next = reader.next();
  REQUIRE(next);
  CHECK(notices({*next}) == Texts{"c"});
  CHECK_FALSE(reader.next());
  CHECK(reader.damage().torn_records == 1);
}

namespace {

struct Progress {
  std::atomic<std::uint64_t> done = 0;
};

/// Appends records of changing size until it is killed. It says how many are whole for certain.
[[noreturn]] void append_until_killed(const std::filesystem::path& path, Progress& progress) {
  Writer writer(path);
  for (std::uint64_t i = 0;; ++i) {
    writer.notice(std::to_string(i) + std::string(i % 50, ' '));
    progress.done.store(i + 1);
  }
}

}  // namespace

TEST_CASE("KilledInMidRecord") {
  void* page =
      mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(page != MAP_FAILED);
  for (int round = 0; round < 60; ++round) {
    auto* progress = new (page) Progress;
    TemporaryLog log;
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) append_until_killed(log.path(), *progress);
    while (progress->done.load() < static_cast<std::uint64_t>(round) * 20)
      sched_yield();
    kill(child, SIGKILL);
    REQUIRE(waitpid(child, nullptr, 0) == child);
    const std::uint64_t done = progress->done.load();

    const auto [records, damage] = read_all(log.path());
    // All that were done, and perhaps one that was whole but not yet counted.
    REQUIRE(records.size() >= done);
    REQUIRE(records.size() <= done + 1);
    const Texts texts = notices(records);
    for (std::size_t i = 0; i < texts.size(); ++i)
      REQUIRE(texts[i] == std::to_string(i) + std::string(i % 50, ' '));
    REQUIRE(damage.torn_records <= 1);
    REQUIRE(damage.corrupt_records == 0);
    REQUIRE(damage.lost_records == 0);
  }
  munmap(page, sizeof(Progress));
}

#if defined(__x86_64__)  // on aarch64, stepping through an atomic operation may never leave it
namespace {

/// Steps a child through one append and kills it after `steps` instructions. (The clock may take
/// some more or fewer each time, so that two runs of as many steps need not end at the same place.)
/// @returns how many there were: fewer when the append was over before.
int kill_after(const std::filesystem::path& path, int steps) {
  const pid_t child = fork();
  REQUIRE(child >= 0);  // kill(-1) would be everybody
  if (child == 0) {
    Writer writer(path);
    writer.notice("before");
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    raise(SIGSTOP);
    writer.notice("during");
    raise(SIGSTOP);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  int done = 0;
  for (; done < steps; ++done) {
    ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr);
    waitpid(child, &status, 0);
    if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP) break;
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  return done;
}

}  // namespace

TEST_CASE("KilledAtEveryInstruction") {
  constexpr int kMost = 100'000;
  int length = 0;
  {
    TemporaryLog log(1U << 20U);
    length = kill_after(log.path(), kMost);
  }
  REQUIRE(length > 50);
  REQUIRE(length < kMost);
  // A sanitizer makes ten times as many: then it is every tenth.
  const int stride = 1 + length / 1000;
  int torn = 0;
  int whole = 0;
  for (int steps = 0; steps <= length; steps += stride) {
    TemporaryLog log(1U << 20U);
    kill_after(log.path(), steps);
    write_notices(log.path(), {"after"});
    const Contents contents = read_all(log.path());
    const Texts texts = notices(contents.records);
    const bool survived = texts == Texts{"before", "during", "after"};
    if (!survived) REQUIRE(texts == Texts{"before", "after"});
    REQUIRE(contents.damage.corrupt_records == 0);
    REQUIRE(contents.damage.lost_records == 0);
    REQUIRE(contents.damage.torn_records <= (survived ? 0U : 1U));
    whole += survived ? 1 : 0;
    torn += contents.damage.torn_records == 1 ? 1 : 0;
  }
  CHECK(torn > 1);
  CHECK(whole > 0);
}
#endif
