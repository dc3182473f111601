#include <fmt/core.h>

#include <map>

#include "lab/explain/topics.h"

namespace lab::explain {
namespace {

/// What happened to the object, by the name of the change; {0} the object, {1} the key, index or
/// attribute, {2} the number before, {3} the number after.
const std::map<std::string, std::pair<const char*, const char*>, std::less<>>& changes() {
  static const std::map<std::string, std::pair<const char*, const char*>, std::less<>> all = {
      {"insert", {"the key {1} came into {0}: {2} → {3} keys", "key inserted"}},
      {"update", {"the key {1} of {0} has another value", "value exchanged"}},
      {"delete", {"the key {1} left {0}: {2} → {3} keys", "key deleted"}},
      {"dummy",
       {"the slot of {1} in {0} is marked as dummy, so that probes for other keys go on "
        "past it",
        "slot turned dummy"}},
      {"append", {"an item was appended to {0}: length {2} → {3}", "item appended"}},
      {"pop", {"the last item left {0}: length {2} → {3}", "item popped"}},
      {"clear", {"{0} was emptied: {2} → {3}", "emptied"}},
      {"set", {"{1} of {0} was set", "set"}},
      {"unset", {"{1} of {0} was unset", "unset"}},
      {"move",
       {"the items of {0} lie at another address now: the room was too small to grow in "
        "place",
        "moved in memory"}},
  };
  return all;
}

/// A resize: of an index table by powers of two, of a list with some slack.
std::string resize(const Words& event) {
  const std::string object = event.text("object");
  const std::int64_t before = event.number("before");
  const std::int64_t after = event.number("after");
  const char* direction = after > before ? "grew" : "shrank";
  return fmt::format("the room of {} {}: {} → {} slots", object, direction, grouped(before),
                     grouped(after));
}

}  // namespace

Explained explain_object(const Words& event, std::string_view python) {
  const std::string object = event.text("object");
  if (event.name() == "object.watch") {
    return Explanation{fmt::format("From here on each change in the structure of {}, a {}, is "
                                   "recorded.",
                                   object, event.text("type")),
                       "watch begins", source(python, "Objects/dictobject.c")};
  }
  if (event.name() == "object.end") {
    return Explanation{
        fmt::format("{} is no longer watched: {}.", object,
                    event.text("reason") == "exit" ? "the program ends" : event.text("reason")),
        "watch ends", ""};
  }
  if (event.name() != "object.change") return std::nullopt;
  const std::string change = event.text("change");
  const std::string link =
      event.text("opcode").empty()
          ? source(python, "Objects/dictobject.c")
          : docs(python, fmt::format("library/dis.html#opcode-{}", event.text("opcode")));
  if (change == "resize") {
    return Explanation{fmt::format("By {} {}.", event.doer(), resize(event)), "resized", link};
  }
  const auto known = changes().find(change);
  if (known == changes().end()) {
    return Explanation{fmt::format("By {} {} had a change: {} {}.", event.doer(), object, change,
                                   event.text("at")),
                       change, link};
  }
  const auto& [sentence, title] = known->second;
  return Explanation{fmt::format("By {} {}.", event.doer(),
                                 fmt::format(fmt::runtime(sentence), object, event.text("at"),
                                             event.number("before"), event.number("after"))),
                     title, link};
}

}  // namespace lab::explain
