#include <doctest.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <map>
#include <thread>
#include <vector>

#include "tests/record/temporary_log.h"

using namespace lab::record;
using lab::record::test::read_all;
using lab::record::test::TemporaryLog;

namespace {

constexpr std::array<Field, 2> kFields{{{"writer", FieldType::uint64}, {"n", FieldType::uint64}}};

void append(Writer& writer, std::uint16_t schema, std::uint64_t number, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i)
    writer.event(schema, std::array{number, i});
}

/// Per writer: how many records there are, counted only while they come in the order of writing.
struct Sequence {
  std::uint64_t count = 0;
  bool in_order = true;
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
};

std::map<std::uint64_t, Sequence> sequences(const std::vector<Record>& records) {
  std::map<std::uint64_t, Sequence> found;
  for (const Record& record : records) {
    const auto* event = std::get_if<Event>(&record.body);
    if (event == nullptr) continue;
    Sequence& sequence = found[*event->fields[0].second.get_if<std::uint64_t>()];
    if (sequence.count == 0) sequence.pid = record.pid, sequence.tid = record.tid;
    sequence.in_order = sequence.in_order && record.pid == sequence.pid &&
                        record.tid == sequence.tid &&
                        event->fields[1].second == Value(sequence.count);
    ++sequence.count;
  }
  return found;
}

}  // namespace

TEST_CASE("EightThreads") {
  constexpr std::uint64_t kCount = 100'000;
  TemporaryLog log;
  {
    Writer writer(log.path());
    const std::uint16_t schema = writer.declare("e", kFields);
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < 8; ++t)
      threads.emplace_back([&, t] { append(writer, schema, t, kCount); });
    for (std::thread& thread : threads)
      thread.join();
  }
  finish_log(log.path());
  const auto [records, damage] = read_all(log.path());
  CHECK_FALSE(damage.any());
  const auto found = sequences(records);
  CHECK(found.size() == 8);
  for (const auto& [number, sequence] : found) {
    CHECK(sequence.count == kCount);
    CHECK(sequence.in_order);
    CHECK(sequence.pid == static_cast<std::uint32_t>(getpid()));
    CHECK(sequence.tid != static_cast<std::uint32_t>(gettid()));
  }
}

TEST_CASE("ForkedChildrenAtOnce") {
  constexpr std::uint64_t kCount = 20'000;
  TemporaryLog log;
  std::map<std::uint64_t, pid_t> children;
  {
    Writer writer(log.path());
    const std::uint16_t schema = writer.declare("e", kFields);
    append(writer, schema, 99, 1);  // the parent's numbers are known before it forks
    for (std::uint64_t c = 0; c < 4; ++c) {
      children[c] = fork();
      REQUIRE(children[c] >= 0);
      if (children[c] == 0) {
        append(writer, schema, c, kCount);
        _exit(0);
      }
    }
    append(writer, schema, 99, 1);
    for (const auto& [number, child] : children) {
      int status = -1;
      REQUIRE(waitpid(child, &status, 0) == child);
      CHECK(status == 0);
    }
  }
  const auto [records, damage] = read_all(log.path());
  CHECK_FALSE(damage.any());
  auto found = sequences(records);
  CHECK(found[99].count == 2);
  CHECK(found[99].pid == static_cast<std::uint32_t>(getpid()));
  for (const auto& [number, child] : children) {
    CHECK(found[number].count == kCount);
    CHECK(found[number].in_order);
    CHECK(found[number].pid == static_cast<std::uint32_t>(child));
    CHECK(found[number].tid == static_cast<std::uint32_t>(child));
  }
}

TEST_CASE("ReaderFollowsGrowth") {
  constexpr std::uint64_t kCount = 200'000;
  TemporaryLog log;
  Reader reader(log.path());
  CHECK_FALSE(reader.next());
  std::vector<Record> records;
  std::atomic<bool> done = false;
  std::thread other([&] {
    Writer writer(log.path());
    const std::uint16_t schema = writer.declare("e", kFields);
    std::thread second([&] { append(writer, schema, 1, kCount); });
    append(writer, schema, 2, kCount);
    second.join();
    done = true;
  });
  while (true) {
    const bool last = done;  // asked before reading: then nothing can come after it
    while (auto record = reader.next())
      records.push_back(std::move(*record));
    if (last) break;
    std::this_thread::yield();
  }
  other.join();
  CHECK_FALSE(reader.damage().any());
  auto found = sequences(records);
  for (std::uint64_t number : {1, 2}) {
    CHECK(found[number].count == kCount);
    CHECK(found[number].in_order);
  }
}

TEST_CASE("TwoWritersOfOneLog") {
  TemporaryLog log;
  {
    Writer first(log.path());
    Writer second(log.path());
    append(first, first.declare("a", kFields), 1, 1000);
    append(second, second.declare("b", kFields), 2, 1000);
  }
  const auto [records, damage] = read_all(log.path());
  CHECK_FALSE(damage.any());
  auto found = sequences(records);
  CHECK(found[1].count == 1000);
  CHECK(found[2].count == 1000);
}

namespace {
Writer* handlers_writer = nullptr;
std::uint16_t handlers_schema = 0;
volatile sig_atomic_t handler_runs = 0;

void on_timer(int) {
  handlers_writer->event(handlers_schema,
                         std::array<std::uint64_t, 2>{7, static_cast<std::uint64_t>(handler_runs)});
  handler_runs = handler_runs + 1;
}
}  // namespace

TEST_CASE("SignalHandlerInMidAppend") {
  TemporaryLog log;
  std::uint64_t appended = 0;
  {
    Writer writer(log.path());
    handlers_writer = &writer;
    handlers_schema = writer.declare("e", kFields);
    handler_runs = 0;
    struct sigaction action {};
    action.sa_handler = on_timer;
    struct sigaction before {};
    REQUIRE(sigaction(SIGVTALRM, &action, &before) == 0);
    itimerval every{{0, 1000}, {0, 1000}};
    REQUIRE(setitimer(ITIMER_VIRTUAL, &every, nullptr) == 0);
    // The timer counts this process's own time: the loop ends.
    while (handler_runs < 20 && appended < 1'500'000)
      writer.event(handlers_schema, std::array<std::uint64_t, 2>{8, appended++});
    every = {};
    setitimer(ITIMER_VIRTUAL, &every, nullptr);
    sigaction(SIGVTALRM, &before, nullptr);
  }
  CHECK(handler_runs > 0);
  const auto [records, damage] = read_all(log.path());
  CHECK_FALSE(damage.any());
  auto found = sequences(records);
  CHECK(found[7].count == static_cast<std::uint64_t>(handler_runs));
  CHECK(found[7].in_order);
  CHECK(found[8].count == appended);
  CHECK(found[8].in_order);
}
