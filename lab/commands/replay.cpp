#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "lab/commands/command.h"
#include "lab/commands/web_program.h"
#include "lab/record/reader.h"
#include "lab/watch/show.h"

namespace lab::commands {
namespace {

constexpr const char* kReplayFooter =
    R"(Opens a log, also one that is still being written (f follows it). Keys stand on the screen, all of
them under ?. Where there is no terminal to draw on, and with --plain, each of the program's own records
is a line.

Examples:
  lab run demo.py --watch lines,gc,gil --log run.lablog
  lab replay run.lablog
  lab replay run.lablog --web         the same in a browser
  lab replay run.lablog --plain | less)";

struct ReplayWords {
  std::string log;
  double pace = 20;
  bool plain = false;
  bool web = false;
  int port = 0;
  bool no_open = false;
};

int replay(const ReplayWords& words) {
  const std::string name = std::filesystem::path(words.log).filename().string();
  try {
    if (words.web) {
      record::Reader check(words.log);
      become_web_program({{"do", "look"},
                          {"subject", {{"title", name}, {"command", "lab replay " + words.log}}},
                          {"log", words.log},
                          {"port", words.port},
                          {"open", !words.no_open}});
    }
    watch::Scene scene;
    scene.title = name;
    watch::LogFeed feed(words.log, std::move(scene));
    return watch::show(feed, {words.pace, false, words.plain});
  } catch (const record::LogError& error) {
    throw UsageError(error.what());
  }
}

}  // namespace

void add_replay(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<ReplayWords>();
  CLI::App* verb = app.add_subcommand("replay", "Step through a log, forward and back");
  verb->footer(kReplayFooter);
  verb->add_option("log", words->log, "The log")->required()->type_name("LOG");
  verb->add_option("--pace", words->pace,
                   "Records of the program's own a second while it plays [20]")
      ->type_name("N")
      ->check(CLI::Range(1.0, 100000.0));
  verb->add_flag("--plain", words->plain, "A line for each record instead of a screen");
  verb->add_flag("--web", words->web, "In a page on 127.0.0.1; its address is printed");
  verb->add_option("--port", words->port, "Port of the page [a free one]")
      ->type_name("PORT")
      ->check(CLI::Range(1, 65535));
  verb->add_flag("--no-open", words->no_open, "Do not open a browser where there is a desktop");
  verb->callback([words, &exit_code] { exit_code = replay(*words); });
}

}  // namespace lab::commands
