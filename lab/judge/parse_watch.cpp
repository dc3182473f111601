#include "lab/judge/parse_watch.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace lab::judge {
namespace {

constexpr std::array kWatches = {
    WatchName{"gc", "every collection: generation, found, freed, time"},
    WatchName{"gil", "who holds it, who waits, every hand-off and why it moved"},
    WatchName{"alloc", "memory asked for, by line and size class, peak and live"},
    WatchName{"alloc:calls", "the same, and each single call in the trace"},
    WatchName{"lines", "every line that is begun; the hottest at the end"},
    WatchName{"instructions", "every bytecode instruction; the most frequent at the end"},
    WatchName{"deaths", "finalizers, weakref callbacks, resurrections, deallocations, in order"},
    WatchName{"locks", "who waits for which lock, how long, and who holds it; deadlocks"},
    WatchName{"locks:all", "the same, and each single acquire and release in the trace"},
    WatchName{"tasks",
              "asyncio: steps of each loop and task, what blocked it longest, timers' lateness"},
    WatchName{"refcount:NAME", "every write of an object's reference count, with its cause"},
    WatchName{"object:NAME", "every change of an object's structure: resizes, moves, versions"},
};

constexpr std::string_view kNameHelp =
    "NAME is a global of the script or an attribute of one, for example cache or cache.data";

bool is_global_word(std::string_view word) {
  const auto is_part = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c >= 0x80;
  };
  return !word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) == 0 &&
         std::all_of(word.begin(), word.end(), is_part);
}

bool is_dotted_name(std::string_view name) {
  while (true) {
    const std::size_t dot = name.find('.');
    if (!is_global_word(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

std::string all_forms() {
  std::string forms;
  for (const WatchName& watch : kWatches)
    forms.append(forms.empty() ? "" : ", ").append(watch.form);
  return forms;
}

}  // namespace

std::span<const WatchName> watch_names() {
  return kWatches;
}

std::vector<std::string> split_watches(std::string_view list) {
  std::vector<std::string> watches;
  while (true) {
    const std::size_t comma = list.find(',');
    std::string_view entry = list.substr(0, comma);
    entry.remove_prefix(std::min(entry.find_first_not_of(" \t"), entry.size()));
    entry = entry.substr(0, entry.find_last_not_of(" \t") + 1);
    watches.emplace_back(entry);
    if (comma == std::string_view::npos) return watches;
    list.remove_prefix(comma + 1);
  }
}

std::string fault_of_watch(std::string_view watch) {
  const std::size_t colon = watch.find(':');
  const std::string_view kind = watch.substr(0, colon);
  const bool has_argument = colon != std::string_view::npos;
  const std::string_view argument = has_argument ? watch.substr(colon + 1) : std::string_view();
  if (kind == "refcount" || kind == "object") {
    if (argument.empty()) {
      return fmt::format("'{}' names no object; write {}:NAME, where {}", watch, kind, kNameHelp);
    }
    if (is_dotted_name(argument)) return {};
    return fmt::format("'{}' is no name in '{}'; {}", argument, watch, kNameHelp);
  }
  if (kind == "alloc") {
    if (!has_argument || argument == "calls") return {};
    return fmt::format("'{}': alloc takes nothing but calls; write alloc or alloc:calls", watch);
  }
  if (kind == "locks") {
    if (!has_argument || argument == "all") return {};
    return fmt::format("'{}': locks takes nothing but all; write locks or locks:all", watch);
  }
  const bool known = kind == "gc" || kind == "gil" || kind == "lines" || kind == "instructions" ||
                     kind == "deaths" || kind == "tasks";
  if (known && !has_argument) return {};
  if (known)
    return fmt::format("'{}': {} takes nothing behind a colon; write {}", watch, kind, kind);
  return fmt::format(
      "'{}' is nothing that can be watched; write one or more of {}, "
      "for example gc,refcount:cache",
      watch, all_forms());
}

}  // namespace lab::judge
