#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {

Explained explain_allocation(const Words& event, std::string_view python) {
  const std::string link = docs(python, "c-api/memory.html");
  if (event.name() == "alloc.call") {
    const std::string call = event.text("call");
    if (call == "free")
      return Explanation{fmt::format("The block at {} was given back.", event.shown("address")),
                         "block freed", link};
    const bool moved = call == "realloc" && event.number("old") != 0;
    return Explanation{fmt::format("{}{} in the {} domain{}.",
                                   moved ? "A block was resized to " : "A block was asked for: ",
                                   counted(event.number("size"), "byte", "bytes"),
                                   event.text("domain"), event.place()),
                       moved ? "block resized" : "block allocated", link};
  }
  if (event.name() == "alloc.line")
    return Explanation{fmt::format("In sum{}: {} in {}, {} of them still live.", event.place(),
                                   counted(event.number("bytes"), "byte", "bytes"),
                                   counted(event.number("calls"), "call", "calls"),
                                   grouped(event.number("live_bytes"))),
                       "sum of a line", link};
  if (event.name() == "alloc.total")
    return Explanation{
        fmt::format("In sum, in the {} domain: {} and {}, at most {} at a time.",
                    event.text("domain"), counted(event.number("calls"), "call", "calls"),
                    counted(event.number("frees"), "free", "frees"),
                    counted(event.number("peak_bytes"), "byte", "bytes")),
        "sum of a domain", link};
  if (event.name() == "alloc.size")
    return Explanation{
        fmt::format("In sum, of size class {}: {}, {} of the blocks still live.",
                    event.number("size_class"), counted(event.number("calls"), "call", "calls"),
                    grouped(event.number("live_blocks"))),
        "sum of a size class", link};
  return std::nullopt;
}

}  // namespace lab::explain
