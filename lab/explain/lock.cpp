#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {

Explained explain_lock(const Words& event, std::string_view python) {
  if (!event.name().starts_with("lock.")) return std::nullopt;
  const std::string link = docs(python, "library/threading.html#lock-objects");
  const std::string lock = fmt::format("lock {}", event.number("lock"));
  if (event.name() == "lock.new")
    return Explanation{
        fmt::format("A {} was made{}, called {} from here on.", event.text("type"), event.place(),
                    event.text("name").empty() ? lock : event.text("name")),
        "lock made", link};
  if (event.name() == "lock.wait")
    return Explanation{fmt::format("This thread waits for {}{}; thread {} holds it.", lock,
                                   event.place(), event.number("holder")),
                       "waits for a lock", link};
  if (event.name() == "lock.acquire") {
    const std::int64_t waited = event.number("waited_ns");
    return Explanation{
        waited > 0 ? fmt::format("This thread got {}{} after waiting for {}.", lock, event.place(),
                                 duration(waited))
                   : fmt::format("This thread took {}{}; it was free.", lock, event.place()),
        "lock acquired", link};
  }
  if (event.name() == "lock.release")
    return Explanation{fmt::format("This thread released {}{}; {}.", lock, event.place(),
                                   event.number("waiters") > 0
                                       ? counted(event.number("waiters"), "thread waits for it",
                                                 "threads wait for it")
                                       : std::string("nobody waits for it")),
                       "lock released", link};
  return std::nullopt;
}

}  // namespace lab::explain
