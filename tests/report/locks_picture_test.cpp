#include <doctest.h>

#include <algorithm>

#include "lab/report/panel.h"
#include "lab/report/watched_pictures.h"

using namespace lab::report;
using lab::judge::DeadlockedThread;
using lab::judge::EventPlace;
using lab::judge::WatchedLock;
using lab::judge::WatchedLocks;
using lab::record::Event;
using lab::record::Map;
using lab::record::Value;

namespace {

const Style kLocksWide{76, false, true};
const Style kNarrow{36, false, true};
const Style kAsciiOnly{76, false, false};

Value number(std::int64_t value) {
  return value;
}

Event edge(const char* name, std::uint64_t at, const char* thread, const char* holds, int held,
           const char* wants, int wanted) {
  return {name,
          {{"deadlock", std::uint64_t{1}},
           {"at", at},
           {"thread", thread},
           {"holds", holds},
           {"held_file", "/d/x.py"},
           {"held_line", number(held)},
           {"wants", wants},
           {"file", "/d/x.py"},
           {"line", number(wanted)}}};
}

WatchedLocks deadlocked() {
  WatchedLocks watched;
  watched.add(edge("deadlock.edge", 0, "Thread-1", "A", 10, "B", 11));
  watched.add(edge("deadlock.edge", 1, "Thread-2", "B", 20, "A", 21));
  watched.add(edge("deadlock.also", 0, "MainThread", "", 0, "the end of Thread-1", 30));
  watched.add(
      {"deadlock", {{"deadlock", std::uint64_t{1}}, {"formed_ns", std::uint64_t{100'000'000}}}});
  return watched;
}

WatchedLock lock(const char* name, std::uint64_t acquisitions, std::uint64_t contended,
                 std::uint64_t waited) {
  WatchedLock one;
  one.id = 1;
  one.name = name;
  one.type = "Lock";
  one.made = {"/d/x.py", "", 3, ""};
  one.acquisitions = acquisitions;
  one.contended = contended;
  one.waited_ns = waited;
  one.longest_ns = waited;
  one.longest_at = {"/d/x.py", "", 9, ""};
  return one;
}

bool is_narrow(const std::string& text, const Style& style) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    if (display_width(text.substr(at, end - at)) > style.width) return false;
    at = end + 1;
  }
  return true;
}

}  // namespace

TEST_CASE("Locks: a deadlock is drawn as a cycle") {
  CHECK(draw_locks(deadlocked(), kLocksWide) ==
        "deadlock    told 100 ms after it had formed\n"
        "Thread-1    holds A  x.py:10\n"
        "│           waits for B  x.py:11\n"
        "Thread-2    holds B  x.py:20\n"
        "│           waits for A  x.py:21\n"
        "Thread-1    and so on: none of them can go on\n"
        "MainThread  waits for the end of Thread-1  x.py:30\n");
}

TEST_CASE("Locks: a deadlock keeps to the width, and to ASCII") {
  CHECK(is_narrow(draw_locks(deadlocked(), kNarrow), kNarrow));
  const std::string plain = draw_locks(deadlocked(), kAsciiOnly);
  CHECK(std::all_of(plain.begin(), plain.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST_CASE("Locks: the longest waits first, with their share") {
  WatchedLocks watched;
  watched.on = true;
  watched.locks = {lock("quiet", 1000, 0, 0), lock("busy", 200, 50, 3'000'000)};
  const std::string drawn = draw_locks(watched, kLocksWide);
  CHECK(drawn.find("busy") < drawn.find("quiet"));
  CHECK(drawn.find("50 (25 %)") != std::string::npos);
  CHECK(drawn.find("x.py:9") != std::string::npos);
  CHECK(is_narrow(drawn, kLocksWide));
  CHECK(is_narrow(draw_locks(watched, kNarrow), kNarrow));
  CHECK(locks_text(watched, kLocksWide) == "2 locks · 50 contended acquisitions");
}

TEST_CASE("Locks: names of a hostile program are harmless") {
  WatchedLocks watched;
  watched.add(edge("deadlock.edge", 0, "\x1b[31mred", "\u202e", 1, "\x1b]0;x", 2));
  watched.add({"deadlock", {{"deadlock", std::uint64_t{1}}}});
  const std::string drawn = draw_locks(watched, kLocksWide);
  CHECK(drawn.find('\x1b') == std::string::npos);
  CHECK(drawn.find("\u202e") == std::string::npos);
  CHECK(is_narrow(drawn, kLocksWide));
}

TEST_CASE("Locks: nothing watched draws nothing") {
  CHECK(draw_locks(WatchedLocks(), kLocksWide).empty());
}
