#include <fmt/core.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "lab/commands/command.h"
#include "lab/judge/exercise.h"
#include "lab/supervise/capabilities.h"
#include "lab/supervise/hosts.h"
#include "lab/supervise/isolation.h"
#include "lab/supervise/run.h"

namespace fs = std::filesystem;

namespace lab::commands {
namespace {

struct Item {
  std::string group;
  std::string name;
  bool present = false;
  std::string detail;  ///< where it is, or what to do about it
};

std::optional<fs::path> find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    fs::path candidate = fs::path(folder.empty() ? "." : folder) / name;
    if (::access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate)) return candidate;
  }
  return std::nullopt;
}

/// Programs that exercises or people use beside the lab, and the distribution's package of each.
const std::map<std::string, std::string>& known_programs() {
  static const std::map<std::string, std::string> programs = {
      {"gdb", "gdb"},
      {"perf", "linux-perf (Debian) or linux-tools-generic (Ubuntu)"},
      {"redis-server", "redis-server"},
      {"rabbitmq-server", "rabbitmq-server"},
      {"tox", "tox"}};
  return programs;
}

void add_hosts_found(std::vector<Item>& items) {
  std::set<std::string> minors;
  for (const supervise::Host& host : supervise::find_hosts()) {
    items.push_back({"CPython", host.version, true, host.program.string()});
    minors.insert(host.version.substr(0, host.version.rfind('.')));
  }
  for (int minor = 11; minor <= 15; ++minor) {
    std::string version = fmt::format("3.{}", minor);
    if (minors.count(version) != 0) continue;
    items.push_back({"CPython", version, false, "scripts/lab hosts add " + version});
  }
}

void add_programs(std::vector<Item>& items, const std::vector<judge::Exercise>& exercises) {
  std::set<std::string> wanted;
  for (const auto& [name, package] : known_programs())
    wanted.insert(name);
  for (const judge::Exercise& exercise : exercises) {
    wanted.insert(exercise.programs.begin(), exercise.programs.end());
  }
  for (const std::string& name : wanted) {
    auto path = find_program(name);
    auto package = known_programs().find(name);
    items.push_back(
        {"programs", name, path.has_value(),
         path ? path->string()
              : "apt-get install " + (package != known_programs().end() ? package->second : name)});
  }
}

/// Whether the default host's Python can import what some exercise needs: asked of that Python
/// itself.
void add_packages(std::vector<Item>& items, const std::vector<judge::Exercise>& exercises) {
  std::set<std::string> wanted;
  for (const judge::Exercise& exercise : exercises) {
    wanted.insert(exercise.packages.begin(), exercise.packages.end());
  }
  std::vector<supervise::Host> hosts = supervise::find_hosts();
  if (hosts.empty()) return;
  for (const std::string& name : wanted) {
    supervise::Command command;
    command.program = hosts.front().program;
    command.arguments = {"-c",
                         "import importlib.util, sys\n"
                         "sys.exit(importlib.util.find_spec(sys.argv[1]) is None)",
                         name};
    bool present = supervise::run(command).status == 0;
    items.push_back({"Python packages", name, present,
                     present ? "importable" : hosts.front().python + " -m pip install " + name});
  }
}

void add_capabilities(std::vector<Item>& items, const char* group,
                      const std::vector<supervise::Capability>& capabilities) {
  for (const supervise::Capability& capability : capabilities) {
    std::string detail = capability.detail;
    if (!capability.available) detail += "; without: " + capability.without;
    items.push_back({group, capability.name, capability.available, detail});
  }
}

/// The program that serves the page says itself whether the page was built in.
void add_page(std::vector<Item>& items) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path() / "lab-web";
  supervise::Command ask;
  ask.program = program;
  ask.arguments = {"has-page"};
  const bool built = fs::exists(program, error) && supervise::run(ask).status == 0;
  items.push_back(
      {"page", "lab watch --web, lab report", built,
       built ? "built in" : "not built; with Node.js and a network, type: scripts/lab page"});
}

std::vector<Item> examine() {
  std::vector<Item> items;
  add_hosts_found(items);
  add_capabilities(items, "kernel", supervise::probe_capabilities());
  add_capabilities(items, "isolation of runs", supervise::isolation_capabilities());
  add_page(items);
  judge::Catalogue catalogue = judge::load_catalogue(exercises_root());
  add_programs(items, catalogue.exercises);
  add_packages(items, catalogue.exercises);
  return items;
}

void print_items(const std::vector<Item>& items) {
  std::string group;
  for (const Item& item : items) {
    if (item.group != group) {
      fmt::print("{}{}\n", group.empty() ? "" : "\n", item.group);
      group = item.group;
    }
    fmt::print("  {:<7}  {:<20}  {}\n", item.present ? "here" : "missing", item.name, item.detail);
  }
  fmt::print("\nWhat is missing is optional: the exercises that need it are skipped and say so.\n");
}

int doctor(bool json) {
  std::vector<Item> items = examine();
  bool has_host = !supervise::find_hosts().empty();
  if (json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Item& item : items) {
      list.push_back({{"group", item.group},
                      {"name", item.name},
                      {"present", item.present},
                      {"detail", item.detail}});
    }
    fmt::print("{}\n", nlohmann::ordered_json{{"version", 1}, {"items", list}}.dump(2));
  } else {
    print_items(items);
    if (!has_host) fmt::print("No host is built, so nothing can run: scripts/lab builds one.\n");
  }
  return has_host ? kPassed : kCouldNotRun;
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  auto json = std::make_shared<bool>(false);
  CLI::App* verb =
      app.add_subcommand("doctor", "Say what this machine offers, and how to get the rest");
  verb->footer("Examples:\n  lab doctor\n  lab doctor --json");
  verb->add_flag("--json", *json, "Print it as JSON");
  verb->callback([json, &exit_code] { exit_code = doctor(*json); });
}

}  // namespace lab::commands
