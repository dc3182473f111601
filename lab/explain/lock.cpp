#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {

namespace {

/// A cycle of threads that wait for each other, as it is told: each edge, and who else is caught.
Explained explain_deadlock(const Words& event, const std::string& link) {
  if (event.name() == "deadlock")
    return Explanation{fmt::format("A deadlock: {} wait for each other in a circle, for ever.",
                                   counted(event.number("threads"), "thread", "threads")),
                       "threads deadlocked", link};
  if (event.name() == "deadlock.edge")
    return Explanation{
        fmt::format("In the deadlock, {} holds {} since line {} of {} and wants {}{}.",
                    event.text("thread"), event.text("holds"), event.number("held_line"),
                    file_name(event.text("held_file")), event.text("wants"), event.place()),
        "part of a deadlock", link};
  return Explanation{fmt::format("{} is no part of the circle, but waits for {}, which is{}.",
                                 event.text("thread"), event.text("wants"), event.place()),
                     "caught by a deadlock", link};
}

}  // namespace

Explained explain_lock(const Words& event, std::string_view python) {
  if (event.name().starts_with("deadlock"))
    return explain_deadlock(event, docs(python, "library/threading.html#lock-objects"));
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
  if (event.name() == "lock.total")
    return Explanation{fmt::format("In sum, {} was taken {}, {} of these after a wait.",
                                   event.text("name").empty() ? lock : event.text("name"),
                                   counted(event.number("acquisitions"), "time", "times"),
                                   grouped(event.number("contended"))),
                       "sum of a lock", link};
  return std::nullopt;
}

}  // namespace lab::explain
