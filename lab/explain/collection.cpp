#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {

Explained explain_collection(const Words& event, std::string_view python) {
  const std::string link = docs(python, "library/gc.html");
  if (event.name() == "gc.start") {
    return Explanation{
        fmt::format("A collection of generation {} begins; the generations hold {}, {} "
                    "and {} objects.",
                    event.number("generation"), grouped(event.number("length0")),
                    grouped(event.number("length1")), grouped(event.number("length2"))),
        "collection begins", link};
  }
  if (event.name() != "gc.stop") return std::nullopt;
  const std::int64_t found = event.number("collected");
  return Explanation{
      fmt::format(
          "The collection of generation {} found {} that only cycles kept alive, in {}{}.",
          event.number("generation"), counted(found, "object", "objects"),
          duration(event.number("duration_ns")),
          event.number("uncollectable") > 0
              ? fmt::format("; {} it could not free", grouped(event.number("uncollectable")))
              : std::string()),
      "collection ends", link};
}

}  // namespace lab::explain
