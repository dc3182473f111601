#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "bindings/bindings.h"
#include "bindings/watch/watch.h"
#include "bindings/watch/watcher.h"

namespace lab::bindings {
namespace {

constexpr WatchKind kKinds[] = {
    {"gc", install_gc_watch},
    {"gil", install_gil_watch},
    {"alloc", install_alloc_watch, "calls", true},
    {"deaths", install_deaths_watch},
    {"lines", install_lines_watch},
    {"instructions", install_instructions_watch},
    {"locks", install_locks_watch, "all", true},
    {"tasks", install_tasks_watch},
    {"name", install_name_watch, "NAME"},
    {"refcount", install_refcount_watch, "NAME"},
    {"object", install_object_watch, "NAME"},
};

bool ending = false;

struct Installed {
  std::string what;  ///< as it was asked for: kind or kind:argument
  std::unique_ptr<Watch> watch;
};

std::vector<Installed>& installed() {
  static auto* watches = new std::vector<Installed>;  // outlives static destructors, as hooks do
  return *watches;
}

void say(const std::string& text) {
  std::fprintf(stderr, "lab: %s\n", text.c_str());
  log()->notice(text);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

const WatchKind* find_kind(std::string_view name) {
  for (const WatchKind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

bool is_installed(std::string_view what) {
  for (const Installed& one : installed()) {
    if (one.what == what) return true;
  }
  return false;
}

/// gc, alloc[:calls], refcount:NAME
std::string spelled(const WatchKind& kind) {
  std::string name(kind.name);
  if (kind.argument.empty()) return name;
  const std::string argument = ":" + std::string(kind.argument);
  return name + (kind.optional ? "[" + argument + "]" : argument);
}

std::string known_kinds() {
  std::string kinds;
  for (const WatchKind& kind : kKinds)
    kinds += (kinds.empty() ? "" : ", ") + spelled(kind);
  return "there are: " + kinds;
}

/// Why `kind` cannot be had so; empty when it can.
std::string complaint(const WatchKind& kind, bool colon, std::string_view argument) {
  const std::string name = "watch \"" + std::string(kind.name) + "\"";
  if (kind.argument.empty() && colon) {
    return name + " takes nothing behind a colon, not \"" + std::string(argument) + "\"; ";
  }
  if (!kind.argument.empty() && argument.empty() && (colon || !kind.optional)) {
    return name + " needs to be told what: " + spelled(kind) + "; ";
  }
  return {};
}

void install(std::string_view what) {
  const auto colon = what.find(':');
  const bool has_colon = colon != std::string_view::npos;
  const std::string_view name = trimmed(what.substr(0, colon));
  const std::string_view argument = has_colon ? trimmed(what.substr(colon + 1)) : "";
  const WatchKind* kind = find_kind(name);
  if (kind == nullptr) {
    return say("no watch is called \"" + std::string(name) + "\"; " + known_kinds());
  }
  const std::string wrong = complaint(*kind, has_colon, argument);
  if (!wrong.empty()) return say(wrong + known_kinds());
  std::string whole(name);
  if (has_colon) whole.append(":").append(argument);
  if (is_installed(whole)) return;
  try {
    auto watch = kind->install(*log(), argument);
    installed().push_back({std::move(whole), std::move(watch)});
  } catch (const std::exception& error) {
    say("watch \"" + whole + "\" is off: " + error.what());
  }
}

}  // namespace

std::span<const WatchKind> watch_kinds() noexcept {
  return kKinds;
}

void install_watches(std::string_view what) {
  if (log() == nullptr) return;  // nowhere to write to
  while (!what.empty()) {
    const auto comma = what.find(',');
    const std::string_view name = trimmed(what.substr(0, comma));
    if (!name.empty()) install(name);
    what = comma == std::string_view::npos ? std::string_view() : what.substr(comma + 1);
  }
}

bool program_is_ending() noexcept {
  return ending;
}

void remove_watches() noexcept {
  ending = true;
  stop_watchings();
  auto& watches = installed();
  while (!watches.empty())
    watches.pop_back();
}

}  // namespace lab::bindings
