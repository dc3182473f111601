#include <fmt/core.h>

#include "lab/explain/opcodes.h"
#include "lab/explain/topics.h"

namespace lab::explain {

Explained explain_execution(const Words& event, std::string_view python) {
  if (event.name() == "line") {
    return Explanation{
        fmt::format("Line {} of {} is about to be executed, in `{}`.", event.number("line"),
                    file_name(event.text("file")), event.text("code")),
        "line reached", ""};
  }
  if (event.name() == "instruction") {
    const std::string_view does = what_opcode_does(event.text("opcode"));
    return Explanation{
        fmt::format("The bytecode instruction `{}` is about to be executed{}{}{}.",
                    event.text("opcode"), event.place(), does.empty() ? "" : ": it ", does),
        "instruction reached",
        docs(python, fmt::format("library/dis.html#opcode-{}", event.text("opcode")))};
  }
  if (event.name() == "output") {
    return Explanation{fmt::format("The program wrote to {}.", event.text("stream")),
                       "text printed", ""};
  }
  if (event.name() == "footprint") {
    return Explanation{fmt::format("What watching {} cost: {} in {}.", event.text("watch"),
                                   counted(event.number("events"), "event", "events"),
                                   duration(event.number("nanoseconds"))),
                       "cost of watching", ""};
  }
  if (event.name() == "name.bound") {
    return Explanation{fmt::format("The name {} was bound to a {}{}: it is watched from here on.",
                                   event.text("name"), event.text("type"), event.place()),
                       "name bound",
                       docs(python, "reference/executionmodel.html#naming-and-binding")};
  }
  if (event.name() == "schedule.pass") {
    return Explanation{
        fmt::format("This thread passed {}, number {} of the order that was asked for.",
                    event.text("point"), event.number("place")),
        "point passed", ""};
  }
  if (event.name() == "schedule.impossible") {
    return Explanation{fmt::format("The order that was asked for cannot be: {} waits, and {} came "
                                   "instead.",
                                   event.text("point"), event.text("instead")),
                       "order impossible", ""};
  }
  if (event.name() == "run.forbidden") {
    return Explanation{"The run was ended: it tried what an exercise's run may not do.",
                       "forbidden", ""};
  }
  return std::nullopt;
}

}  // namespace lab::explain
