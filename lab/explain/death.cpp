#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {

Explained explain_death(const Words& event, std::string_view python) {
  if (!event.name().starts_with("death.")) return std::nullopt;
  const std::string object = event.text("object");
  const std::string by = event.text("by") == "gc" ? "the collector" : "its last reference going";
  const std::string what = event.name().substr(6);
  if (what == "finalizer")
    return Explanation{
        fmt::format("The `__del__` of {} is about to be called, because of {}.", object, by),
        "finalizer called", docs(python, "reference/datamodel.html#object.__del__")};
  if (what == "callback")
    return Explanation{
        fmt::format("A weak reference to {} is cleared and its callback is called.", object),
        "weakref callback", docs(python, "library/weakref.html")};
  if (what == "resurrection")
    return Explanation{
        fmt::format("The `__del__` of {} made a new reference to it: it lives on.", object),
        "resurrected", docs(python, "reference/datamodel.html#object.__del__")};
  if (what == "dealloc")
    return Explanation{
        fmt::format("{} dies: its memory is about to be given back, because of {}.", object, by),
        "deallocated", source(python, "Objects/object.c")};
  return std::nullopt;
}

}  // namespace lab::explain
