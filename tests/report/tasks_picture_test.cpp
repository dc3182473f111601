#include <doctest.h>

#include <algorithm>

#include "lab/report/panel.h"
#include "lab/report/watched_pictures.h"

using namespace lab::report;
using lab::judge::Run;
using lab::record::Absent;
using lab::record::Event;
using lab::record::Value;

namespace {

constexpr std::uint64_t kMs = 1'000'000;
const Style kTasksScreen{80, false, true};
const Style kTasksSlim{40, false, true};
const Style kTasksPlain{80, false, false};

Value count(std::uint64_t number) {
  return number;
}

void add(Run& run, std::uint64_t ms, const Event& event) {
  run.watched.tasks.add(event, 1, 1, ms * kMs);
}

void add_task(Run& run, std::uint64_t task, const char* coroutine) {
  const std::string name = "Task-" + std::to_string(task);
  add(run, 0, {"task.new", {{"task", count(task)}, {"name", name}, {"coroutine", coroutine}}});
}

void add_step(Run& run, std::uint64_t from, std::uint64_t to, std::uint64_t task, const char* name,
              std::int64_t line, std::int64_t end_line, std::uint64_t waited_ms) {
  add(run, from,
      {"task.step",
       {{"task", count(task)},
        {"name", name},
        {"file", "/nowhere/x.py"},
        {"line", line},
        {"waited_ns", count(waited_ms * kMs)}}});
  add(run, to,
      {"task.step_end",
       {{"task", count(task)},
        {"outcome", "suspended"},
        {"file", "/nowhere/x.py"},
        {"line", end_line}}});
}

Run blocked() {
  Run run;
  add(run, 0, {"task.iteration", {{"ready", count(2)}, {"scheduled", count(0)}}});
  add_task(run, 1, "ticker");
  add_task(run, 2, "handler");
  add_step(run, 0, 2, 1, "ticker", 1, 5, 0);
  add_step(run, 2, 82, 2, "handler", 8, 10, 0);
  add_step(run, 82, 84, 1, "ticker", 5, 5, 80);
  add(run, 100, {"task.iteration", {{"ready", count(0)}}});
  return run;
}

bool fits(const std::string& text, const Style& style) {
  std::string_view rest = text;
  while (!rest.empty()) {
    if (display_width(rest.substr(0, rest.find('\n'))) > style.width) return false;
    rest.remove_prefix(rest.find('\n') + 1);
  }
  return true;
}

}  // namespace

TEST_CASE("Tasks: who blocked the loop, who was late, and a lane for each") {
  const Run run = blocked();
  CHECK(tasks_text(run.watched.tasks, kTasksScreen) ==
        "2 iterations · 2 tasks · 3 steps · 0 other callbacks · 2 still pending");
  const std::string drawn = draw_tasks(run, kTasksScreen);
  CHECK(
      drawn.starts_with("handler (Task-2) held its loop for 80 ms, x.py:8 to 10, then suspended\n"
                        "ticker (Task-1) was 80 ms late, at x.py:5\n"));
  CHECK(drawn.find("Task-1 ticker       2     2 ms  ") != std::string::npos);
  CHECK(drawn.find("▒▒▒▒▒▒▒▒▒▒▒▒") != std::string::npos);
  CHECK(drawn.find("████████████") != std::string::npos);
  CHECK(drawn.find("most 2") != std::string::npos);
  CHECK(std::count(drawn.begin(), drawn.end(), '\n') == 6);
  CHECK(fits(drawn, kTasksScreen));
}

TEST_CASE("Tasks: slim and in ASCII") {
  const Run run = blocked();
  CHECK(fits(draw_tasks(run, kTasksSlim), kTasksSlim));
  const std::string drawn = draw_tasks(run, kTasksPlain);
  CHECK(std::all_of(drawn.begin(), drawn.end(), [](char c) { return c > 0; }));
  CHECK(fits(drawn, kTasksPlain));
}

TEST_CASE("Tasks: a step that did not give the loop back") {
  Run run = blocked();
  add(run, 100,
      {"task.step",
       {{"task", count(2)}, {"name", "handler"}, {"file", "x.py"}, {"line", count(14)}}});
  run.watched.tasks.finish(10'100 * kMs);
  CHECK(draw_tasks(run, kTasksScreen)
            .starts_with("handler (Task-2) did not give the loop back: it ran for 10 s when the "
                         "run ended,\nfrom x.py:14\n"));
}

TEST_CASE("Tasks: complaints, many tasks, hostile names") {
  Run run = blocked();
  add(run, 100,
      {"task.complaint", {{"task", count(2)}, {"message", "Task was destroyed\x1b[31m"}}});
  for (std::uint64_t task = 3; task < 40; ++task)
    add_task(run, task, "\x1b[31m\n\xff");
  const std::string drawn = draw_tasks(run, kTasksScreen);
  CHECK(drawn.find("asyncio says: Task was destroyed␛[31m (handler)\n") != std::string::npos);
  CHECK(drawn.find("… 31 more tasks\n") != std::string::npos);
  CHECK(drawn.find('\x1b') == std::string::npos);
  CHECK(fits(drawn, kTasksScreen));
}

TEST_CASE("Tasks: nothing was run") {
  Run run;
  run.watched.tasks.on = true;
  CHECK(draw_tasks(run, kTasksScreen) == "");
  CHECK(tasks_text(run.watched.tasks, kTasksScreen) ==
        "0 iterations · 0 tasks · 0 steps · 0 other callbacks");
}
