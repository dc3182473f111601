#include <doctest.h>

#include <string>
#include <vector>

#include "lab/report/gil_lanes.h"
#include "lab/report/gil_sites_picture.h"
#include "lab/report/watched_pictures.h"

using namespace lab::report;
using lab::judge::WatchedGil;
using lab::record::Address;
using lab::record::Map;

namespace {

constexpr std::uint64_t kGilMs = 1'000'000;
const Style kGilAscii{80, false, false};

void tell(WatchedGil& gil, std::uint64_t ms, std::uint32_t tid, const char* name, Map fields,
          std::uint32_t pid = 77) {
  fields.insert(fields.begin(), {"gil", Address{0x1000}});
  gil.add({name, std::move(fields)}, {ms * kGilMs, pid, tid});
}

void start(WatchedGil& gil, std::uint32_t holder, std::uint32_t pid = 77) {
  tell(gil, 0, holder, "gil.start",
       {{"interval_us", std::uint64_t{5000}},
        {"switch_number", std::uint64_t{0}},
        {"holder", std::uint64_t{holder}}},
       pid);
}

void hand_over(WatchedGil& gil, std::uint64_t ms, std::uint32_t from, std::uint32_t to,
               std::uint64_t number, const char* reason, std::uint32_t pid = 77) {
  tell(gil, ms, from, "gil.drop", {{"reason", reason}, {"site", std::uint64_t{0}}}, pid);
  tell(gil, ms, to, "gil.take",
       {{"from", std::uint64_t{from}}, {"handoff", true}, {"switch_number", number}}, pid);
}

void end(WatchedGil& gil, std::uint64_t ms, std::uint32_t tid, std::uint64_t number) {
  tell(gil, ms, tid, "gil.end", {{"switch_number", number}, {"handoffs", number}});
  gil.finish();
}

/// What stands behind the name.
std::string lane(const std::string& page, const std::string& name) {
  const std::size_t at = page.find("\n" + name + " ");
  REQUIRE_MESSAGE(at != std::string::npos, page);
  const std::size_t begin = at + 1 + name.size() + 1;
  return page.substr(begin, page.find('\n', begin) - begin);
}

std::size_t columns_with(const std::string& text, const char* glyphs) {
  std::size_t count = 0;
  for (const char c : text)
    count += std::string(glyphs).find(c) != std::string::npos ? 1 : 0;
  return count;
}

/// 1 holds for 60 ms, asked from 12 ms on; 2 waits from 0 and holds for 20 ms; 1 waits 10 of these
/// and holds the last 20.
WatchedGil a_hundred_milliseconds() {
  WatchedGil gil;
  gil.on = true;
  start(gil, 1);
  tell(gil, 0, 2, "gil.wait", {});
  tell(gil, 12, 2, "gil.request", {});
  hand_over(gil, 60, 1, 2, 1, "request");
  tell(gil, 70, 1, "gil.wait", {});
  hand_over(gil, 80, 2, 1, 2, "blocking");
  end(gil, 100, 1, 2);
  return gil;
}

}  // namespace

TEST_CASE("GilLanes: the columns of each thread are its share of the time") {
  const std::string page = draw_gil_lanes(a_hundred_milliseconds(), kGilAscii);
  const std::string one = lane(page, "thread 1");
  const std::string two = lane(page, "thread 2");
  const double columns = static_cast<double>(one.size());
  // 80 ms and 20 ms of 100, of these 48 in C; a column of room at each border.
  CHECK(std::abs(static_cast<double>(columns_with(one, "#+")) - 0.8 * columns) <= 2);
  CHECK(std::abs(static_cast<double>(columns_with(one, "+")) - 0.48 * columns) <= 2);
  CHECK(std::abs(static_cast<double>(columns_with(two, "#+")) - 0.2 * columns) <= 2);
  CHECK(std::abs(static_cast<double>(columns_with(two, "-")) - 0.6 * columns) <= 2);
  CHECK(std::abs(static_cast<double>(columns_with(one, "-")) - 0.1 * columns) <= 2);
}

TEST_CASE("GilLanes: no two threads hold one GIL in one column, however fast they take turns") {
  WatchedGil gil;
  gil.on = true;
  start(gil, 1);
  std::uint64_t number = 0;
  for (std::uint64_t ms = 1; ms < 1000; ++ms) {
    const std::uint32_t from = ms % 2 == 1 ? 1 : 2;
    tell(gil, ms - 1, 3 - from, "gil.wait", {});
    hand_over(gil, ms, from, 3 - from, ++number, "request");
  }
  end(gil, 1000, 1, number);
  const std::string page = draw_gil_lanes(gil, kGilAscii);
  const std::string one = lane(page, "thread 1");
  const std::string two = lane(page, "thread 2");
  REQUIRE(one.size() == two.size());
  for (std::size_t at = 0; at < one.size(); ++at)
    CHECK_MESSAGE(!(one[at] == '#' && two[at] == '#'), at);
  // The last column may be less than half of the others.
  CHECK(columns_with(one, "#") + columns_with(two, "#") >= one.size() - 1);
  CHECK(std::abs(static_cast<int>(columns_with(one, "#")) -
                 static_cast<int>(columns_with(two, "#"))) <= 1);
}

TEST_CASE("GilLanes: each process under its own head, both may hold at a time") {
  WatchedGil gil = a_hundred_milliseconds();
  start(gil, 8, 78);
  hand_over(gil, 100, 8, 9, 1, "request", 78);
  gil.finish();
  const std::string page = draw_gil_lanes(gil, kGilAscii);
  CHECK(page.find("process 77, GIL at 0x1000: 2 hand-offs") != std::string::npos);
  CHECK(page.find("process 78, GIL at 0x1000: 1 hand-off") != std::string::npos);
  CHECK(lane(page, "thread 8").front() == '#');
  CHECK(lane(page, "thread 1").front() == '#');
}

TEST_CASE("GilLanes: five hundred threads are ten lanes and a count") {
  WatchedGil gil;
  gil.on = true;
  start(gil, 1);
  for (std::uint32_t tid = 1; tid < 500; ++tid)
    hand_over(gil, tid, tid, tid + 1, tid, "blocking");
  end(gil, 500, 500, 499);
  const std::string page = draw_gil_lanes(gil, kGilAscii);
  CHECK(page.find("... 490 more\n") != std::string::npos);
}

TEST_CASE("GilLanes: nothing on a screen too narrow, nothing of a log without events") {
  CHECK(draw_gil_lanes(a_hundred_milliseconds(), {20, false, true}) == "");
  CHECK(draw_gil_lanes(WatchedGil(), kGilAscii) == "");
  CHECK(draw_gil(WatchedGil(), kGilAscii) == "");
}

TEST_CASE("GilPicture: disagreement and overlaps are said") {
  WatchedGil gil;
  gil.on = true;
  start(gil, 1);
  tell(gil, 10, 2, "gil.take",
       {{"from", std::uint64_t{1}}, {"handoff", true}, {"switch_number", std::uint64_t{1}}});
  end(gil, 20, 2, 5);
  const std::string page = draw_gil(gil, kGilAscii);
  CHECK(page.find("holds overlap: 1 time") != std::string::npos);
  CHECK(page.find("1 hand-offs are in the log, the interpreter counted 5") != std::string::npos);
}

TEST_CASE("GilSites: the line that let go most often comes first, with who let go") {
  WatchedGil gil = a_hundred_milliseconds();
  const auto name = [&](std::uint64_t number, const char* file, int line, const char* called) {
    gil.add({"gil.site",
             {{"site", number},
              {"file", file},
              {"code", "f"},
              {"line", std::int64_t{line}},
              {"function", "os_read"},
              {"called", called}}},
            {0, 77, 1});
  };
  name(5, "/x/a.py", 3, "os.read");
  name(6, "/x/a.py", 9, "f");
  name(7, "<frozen importlib._bootstrap>", 1, "g");
  name(8, "/x/a.py", 4, "never");
  const auto drop = [&](std::uint64_t site, const char* reason) {
    tell(gil, 100, 1, "gil.drop", {{"reason", reason}, {"site", site}});
  };
  for (int times = 0; times < 3; ++times)
    drop(5, "blocking");
  drop(6, "request");
  drop(7, "blocking");
  const std::string picture = draw_gil_sites(gil, kGilAscii);
  const std::size_t reads = picture.find("a.py:3");
  const std::size_t asked = picture.find("a.py:9");
  REQUIRE_MESSAGE(reads != std::string::npos, picture);
  REQUIRE(asked != std::string::npos);
  CHECK(reads < asked);
  CHECK(picture.find("os.read()") != std::string::npos);
  CHECK(picture.find("the evaluation loop, asked to", asked) != std::string::npos);
  CHECK(picture.find("frozen") == std::string::npos);
  CHECK(picture.find("a.py:4") == std::string::npos);
}

TEST_CASE("GilSites: nothing is drawn where no site was named") {
  CHECK(draw_gil_sites(a_hundred_milliseconds(), kGilAscii).empty());
}

TEST_CASE("GilWait: the longest wait names who held it last") {
  const std::string picture = draw_gil(a_hundred_milliseconds(), kGilAscii);
  CHECK_MESSAGE(picture.find("longest wait: thread 2 waited for 60 ms; thread 1 held it last") !=
                    std::string::npos,
                picture);
}
