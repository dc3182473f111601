#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "bindings/bindings.h"
#include "bindings/watch/watch.h"

namespace lab::bindings {
namespace {

constexpr WatchKind kKinds[] = {
    {"gc", install_gc_watch},
};

struct Installed {
  std::string_view name;
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

const WatchKind* find_kind(std::string_view name) {
  for (const WatchKind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

bool is_installed(std::string_view name) {
  for (const Installed& one : installed()) {
    if (one.name == name) return true;
  }
  return false;
}

std::string known_names() {
  std::string names;
  for (const WatchKind& kind : kKinds)
    names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

void install(std::string_view name) {
  const WatchKind* kind = find_kind(name);
  if (kind == nullptr) {
    return say("no watch is called \"" + std::string(name) + "\"; there are: " + known_names());
  }
  if (is_installed(name)) return;
  try {
    installed().push_back({kind->name, kind->install(*log())});
  } catch (const std::exception& error) {
    say("watch \"" + std::string(name) + "\" is off: " + error.what());
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
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

void remove_watches() noexcept {
  auto& watches = installed();
  while (!watches.empty())
    watches.pop_back();
}

}  // namespace lab::bindings
