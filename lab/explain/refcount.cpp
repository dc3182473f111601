#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {
namespace {

/// What an instruction did to the count, in a few words.
std::string action(const std::string& opcode, bool up, bool last) {
  if (last) return "gave up the last reference to";
  if (!up) return opcode.starts_with("DELETE") ? "deleted a name of" : "gave up a reference to";
  if (opcode.starts_with("LOAD")) return "pushed another reference to";
  if (opcode.starts_with("STORE")) return "stored a reference to";
  if (opcode.starts_with("BUILD") || opcode.starts_with("LIST") || opcode.starts_with("MAP"))
    return "put into a container a reference to";
  return "took a reference to";
}

}  // namespace

Explained explain_refcount(const Words& event, std::string_view python) {
  const std::string object = event.text("object");
  const std::string link = docs(python, "c-api/refcounting.html");
  if (event.name() == "refcount.watch") {
    if (event.flag("immortal"))
      return Explanation{
          fmt::format("From here on {} is watched, but it is immortal: its reference "
                      "count never changes.",
                      object),
          "watch begins", link};
    return Explanation{
        fmt::format("From here on each write of the reference count of {} is recorded; "
                    "it is {} now.",
                    object, grouped(event.number("value"))),
        "watch begins", link};
  }
  if (event.name() == "refcount.end") {
    return Explanation{
        fmt::format("{} is no longer watched: {}.", object,
                    event.text("reason") == "exit" ? "the program ends" : event.text("reason")),
        "watch ends", link};
  }
  if (event.name() != "refcount.write") return std::nullopt;
  const std::int64_t before = event.number("before");
  const std::int64_t now = event.number("value");
  if (!event.has("before")) {
    return Explanation{fmt::format("{} wrote the reference count of {}: it is {} now.",
                                   event.doer(), object, grouped(now)),
                       "count written", link};
  }
  const std::string opcode = event.text("opcode");
  const std::string end = now == 0 ? " Nobody holds it any more, so it is deallocated now." : "";
  return Explanation{
      fmt::format("{} {} {}: {} → {}.{}", event.doer(), action(opcode, now > before, now == 0),
                  object, grouped(before), grouped(now), end),
      now > before ? "reference taken"
      : now == 0   ? "last reference gone"
                   : "reference given up",
      opcode.empty() ? link : docs(python, fmt::format("library/dis.html#opcode-{}", opcode))};
}

}  // namespace lab::explain
