#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "lab/commands/command.h"
#include "lab/report/report.h"
#include "lab/supervise/hosts.h"

namespace lab::commands {
namespace {

int list_hosts(bool json) {
  std::vector<supervise::Host> hosts = supervise::find_hosts();
  if (json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const supervise::Host& host : hosts) {
      list.push_back({{"version", host.version},
                      {"program", host.program.string()},
                      {"python", host.python},
                      {"library", host.library}});
    }
    fmt::print("{}\n", nlohmann::ordered_json{{"version", 1}, {"hosts", list}}.dump(2));
    return hosts.empty() ? kCouldNotRun : kPassed;
  }
  if (hosts.empty()) {
    fmt::print(stderr, "lab: no host is built; scripts/lab builds one for /usr/bin/python3\n");
    return kCouldNotRun;
  }
  bool first = true;
  for (const supervise::Host& host : hosts) {
    fmt::print("{:<8} {}{}\n         for {}\n         loads {}\n", host.version,
               host.program.string(), first ? "   (default)" : "", host.python, host.library);
    first = false;
  }
  fmt::print("\nnext: lab run gc-cycles --python {} · scripts/lab hosts add 3.13\n",
             hosts.back().version);
  return kPassed;
}

}  // namespace

void add_hosts(CLI::App& app, int& exit_code) {
  auto json = std::make_shared<bool>(false);
  CLI::App* verb = app.add_subcommand("hosts", "List the CPythons that a host is built for");
  verb->footer(
      "A host is built by the checkout's own script, which has the compiler:\n"
      "  scripts/lab hosts add 3.13                        found on PATH, by pyenv or by uv\n"
      "  scripts/lab hosts add /opt/python/bin/python3.12  any CPython 3.11 to 3.15 with headers "
      "and\n"
      "                                                    a shared libpython");
  verb->add_flag("--json", *json, "Print the list as JSON");
  verb->callback([json, &exit_code] { exit_code = list_hosts(*json); });
}

}  // namespace lab::commands
