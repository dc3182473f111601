#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {

Explained explain_gil(const Words& event, std::string_view python) {
  if (!event.name().starts_with("gil.")) return std::nullopt;
  const std::string link =
      docs(python, "c-api/init.html#thread-state-and-the-global-interpreter-lock");
  const std::string what = event.name().substr(4);
  const auto say = [&](std::string sentence, std::string title) {
    return Explanation{std::move(sentence), std::move(title), link};
  };
  if (what == "start")
    return say(fmt::format("From here on each take and drop of this GIL is recorded; a thread that "
                           "waits asks for it after {}.",
                           duration(1000 * event.number("interval_us"))),
               "GIL watched");
  if (what == "thread")
    return say(fmt::format("This thread is called {}.", event.text("name")), "thread named");
  if (what == "site")
    return say(
        fmt::format("A place where the GIL is let go of: {}{}.",
                    event.text("called").empty() ? event.text("function") : event.text("called"),
                    event.place()),
        "place named");
  if (what == "take" && event.flag("handoff"))
    return say(fmt::format("This thread took the GIL from thread {}: a hand-off, number {} by the "
                           "interpreter's own count.",
                           event.number("from"), grouped(event.number("switch_number"))),
               "GIL handed over");
  if (what == "take" || what == "retake")
    return say("This thread took the GIL again: nobody else had held it meanwhile.", "GIL taken");
  if (what == "wait")
    return say("This thread wants the GIL and waits: another one holds it.", "waits for the GIL");
  if (what == "request")
    return say(
        "This thread has waited for the whole switch interval and asks the holder to let go "
        "of the GIL.",
        "GIL requested");
  if (what == "let_go")
    return say("This thread let go of the GIL by itself, around a call that needs no Python.",
               "GIL let go");
  if (what == "drop") {
    const std::string reason = event.text("reason");
    if (reason == "request")
      return say("This thread let go of the GIL because it was asked to.", "GIL given up");
    if (reason == "ended") return say("This thread ended and let go of the GIL.", "GIL let go");
    return say(fmt::format("This thread let go of the GIL ({}).", reason), "GIL let go");
  }
  if (what == "end")
    return say(fmt::format("The watch of the GIL ends: {}, and the interpreter's own count is {}.",
                           counted(event.number("handoffs"), "hand-off", "hand-offs"),
                           grouped(event.number("switch_number"))),
               "GIL watch ends");
  return std::nullopt;
}

}  // namespace lab::explain
