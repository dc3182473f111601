#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {

Explained explain_execution(const Words& event, std::string_view python) {
  if (event.name() == "line") {
    return Explanation{
        fmt::format("Line {} of {} is about to be executed, in `{}`.", event.number("line"),
                    file_name(event.text("file")), event.text("code")),
        "line", ""};
  }
  if (event.name() == "instruction") {
    return Explanation{
        fmt::format("The bytecode instruction `{}` is about to be executed{}.",
                    event.text("opcode"), event.place()),
        "instruction",
        docs(python, fmt::format("library/dis.html#opcode-{}", event.text("opcode")))};
  }
  if (event.name() == "output") {
    return Explanation{fmt::format("The program wrote to {}.", event.text("stream")), "output", ""};
  }
  if (event.name() == "footprint") {
    return Explanation{fmt::format("What watching {} cost: {} in {}.", event.text("watch"),
                                   counted(event.number("events"), "event", "events"),
                                   duration(event.number("nanoseconds"))),
                       "cost of watching", ""};
  }
  if (event.name() == "run.forbidden") {
    return Explanation{"The run was ended: it tried what an exercise's run may not do.",
                       "forbidden", ""};
  }
  return std::nullopt;
}

}  // namespace lab::explain
