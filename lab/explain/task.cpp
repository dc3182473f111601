#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {

Explained explain_task(const Words& event, std::string_view python) {
  if (!event.name().starts_with("task.")) return std::nullopt;
  const std::string link = docs(python, "library/asyncio-task.html");
  const std::string task = fmt::format("task {}", event.number("task"));
  const std::string what = event.name().substr(5);
  if (what == "new")
    return Explanation{
        fmt::format("{} was made for `{}`.", event.text("name"), event.text("coroutine")),
        "task made", link};
  if (what == "step")
    return Explanation{fmt::format("The loop runs {} on, at line {} of {}.", task,
                                   event.number("line"), file_name(event.text("file"))),
                       "task goes on", link};
  if (what == "step_end")
    return Explanation{
        fmt::format("After {} {} gave the loop back ({}).", duration(event.number("duration_ns")),
                    task, event.text("outcome")),
        "task steps aside", link};
  if (what == "loop")
    return Explanation{fmt::format("An event loop begins: loop {}, a {}.", event.number("loop"),
                                   event.text("class")),
                       "loop begins", link};
  if (what == "executor")
    return Explanation{fmt::format("`{}` was handed to a thread of the executor{}.",
                                   event.text("function"), event.place()),
                       "handed to a thread", link};
  if (what == "complaint")
    return Explanation{fmt::format("asyncio complains: {}", event.text("message")),
                       "asyncio complains", link};
  if (what == "done") return Explanation{fmt::format("{} is done.", task), "task done", link};
  if (what == "select")
    return Explanation{fmt::format("The loop had nothing ready and slept for {}.",
                                   duration(event.number("slept_ns"))),
                       "loop sleeps", link};
  if (what == "iteration")
    return Explanation{
        fmt::format("The loop begins its iteration {}: {} ready, {} scheduled.",
                    event.number("iteration"), event.number("ready"), event.number("scheduled")),
        "loop turns", link};
  return std::nullopt;
}

}  // namespace lab::explain
