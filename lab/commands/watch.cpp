#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "lab/commands/command.h"
#include "lab/commands/log_place.h"
#include "lab/commands/watched_target.h"
#include "lab/commands/web_program.h"
#include "lab/report/report.h"
#include "lab/watch/show.h"

namespace lab::commands {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kWatchFooter =
    R"(The program runs at its own speed and in a process of its own; what is shown is read from its log, so
stepping back and forth disturbs nothing. Saving the script (or the answer) starts it anew.

A target is a slug (lab list), a file, -m MODULE or -c CODE. What stands behind -- goes to the script.
Without --watch it watches lines,gc,gil.

Examples:
  lab watch gc-cycles                        an exercise with its reference answer
  lab watch gc-cycles --answer mine.py       your own; each time that you save it, it is graded
  lab watch demo.py --watch lines,refcount:cache,object:cache
                                             who holds the global `cache`, and how it grows
  lab watch threads.py --watch gil,locks --web
                                             in a browser; the address is printed

Exit codes: 0 you left it, 2 usage, 3 could not run.)";

struct WatchWords {
  WatchedRunWords run;
  bool web = false;
  int port = 0;
  bool no_open = false;
  bool plain = false;
  double pace = 0;  ///< 0: it is followed as fast as it goes
};

Json spec_of(const WatchWords& words, const WatchedTarget& target) {
  const std::filesystem::path cache = log_cache();
  Json copies = Json::object();
  for (const auto& [name, path] : target.copies)
    copies[name] = path.string();
  Json sources = Json::array();
  for (const std::filesystem::path& source : target.sources)
    sources.push_back(source.string());
  return {{"do", "watch"},
          {"subject",
           {{"title", target.title},
            {"question", target.question},
            {"command", "lab watch " + target.name},
            {"copies", copies}}},
          {"program", std::filesystem::read_symlink("/proc/self/exe").string()},
          {"arguments", target.arguments},
          {"sources", sources},
          {"folder", log_folder().string()},
          {"keep", (cache / log_file_name(target.name)).string()},
          {"port", words.port},
          {"open", !words.no_open}};
}

/// Which answers held, and from which record on that is known: where the check's own observation was
/// made.
void judge_scene(const std::string& text, timeline::Timeline* timeline, watch::Scene& scene) {
  const Json whole = Json::parse(text, nullptr, false);
  if (!whole.is_object() || whole.value("results", Json::array()).empty()) return;
  const Json& result = whole["results"][0];
  const bool graded = result.value("max_score", 0.0) > 0;
  if (graded || result.value("status", "") != "passed") scene.verdict = result.value("status", "");
  if (graded)
    scene.verdict +=
        fmt::format(" {:g}/{:g}", result["score"].get<double>(), result["max_score"].get<double>());
  for (const Json& check : result.value("checks", Json::array())) {
    watch::Answer answer{check.value("name", ""), check.value("status", "") == "passed", {}};
    if (timeline != nullptr && timeline->count() > 0) answer.decided = timeline->count() - 1;
    const Json line = check.value("line", Json());
    for (const timeline::Number number : timeline == nullptr ? std::vector<timeline::Number>()
                                                             : timeline->overview().observations) {
      if (line.is_number() && timeline->at(number).line == line.get<int>()) answer.decided = number;
    }
    scene.answers.push_back(std::move(answer));
  }
}

int watch_in_terminal(const WatchWords& words, const WatchedTarget& target) {
  const std::filesystem::path folder = log_folder();
  const std::filesystem::path kept = log_cache() / log_file_name(target.name);
  std::error_code ignored;
  int status = kCouldNotRun;
  {
    watch::Scene scene;
    scene.title = target.title;
    watch::ProgramFeed feed(
        {std::filesystem::read_symlink("/proc/self/exe"), target.arguments, target.sources, folder},
        std::move(scene), target.copies, judge_scene);
    const double pace = words.pace > 0 ? words.pace : 20;
    status = watch::show(feed, {pace, words.pace <= 0, words.plain});
    std::filesystem::rename(feed.log(), kept, ignored);
  }
  std::filesystem::remove_all(folder, ignored);
  if (std::filesystem::exists(kept, ignored))
    fmt::print(stderr, "lab: the log: lab replay {}\n", report::printable(kept.string()));
  return status;
}

int watch(const WatchWords& words) {
  const WatchedTarget target = watched_target(words.run);
  if (!words.web) return watch_in_terminal(words, target);
  become_web_program(spec_of(words, target));
}

}  // namespace

void add_watch(CLI::App& app, int& exit_code, std::vector<std::string> script_arguments) {
  auto words = std::make_shared<WatchWords>();
  CLI::App* verb = app.add_subcommand("watch", "Look at a program while it runs, and step back");
  verb->footer(kWatchFooter);
  TargetWords& target = words->run.target;
  verb->add_option("target", target.name, "Slug of an exercise, or a file")->type_name("TARGET");
  verb->add_option("arguments", target.arguments, "Arguments of the script (put -- before them)")
      ->type_name("ARG");
  verb->add_option("-m", target.module, "Run a module, as python -m does")->type_name("MODULE");
  verb->add_option("-c", target.code, "Run code, as python -c does")->type_name("CODE");
  verb->add_option("--answer", words->run.answer,
                   "Look at this answer with the exercise's experiment")
      ->type_name("FILE");
  verb->add_option("--python", words->run.python, "Which CPython [the default host]")
      ->type_name("VERSION");
  verb->add_option("--watch", words->run.watch, "What to watch (lab run --help) [lines,gc,gil]")
      ->type_name("WHAT");
  verb->add_option("--limits", words->run.limits, "As of lab run")->type_name("LIMITS");
  verb->add_option("--log-size", words->run.log_size, "Room in the log [1G]")->type_name("SIZE");
  verb->add_option("--pace", words->pace,
                   "Show at most so many of the program's own records a second, from its first on "
                   "[follow it]")
      ->type_name("N")
      ->check(CLI::Range(1.0, 100000.0));
  verb->add_flag("--plain", words->plain, "A line for each record instead of a screen");
  verb->add_flag("--web", words->web, "In a page on 127.0.0.1; its address is printed");
  verb->add_option("--port", words->port, "Port of the page [a free one]")->type_name("PORT");
  verb->add_flag("--no-open", words->no_open, "Do not open a browser where there is a desktop");
  verb->callback([words, &exit_code, behind = std::move(script_arguments)] {
    TargetWords& of = words->run.target;
    if ((!of.module.empty() || !of.code.empty()) && !of.name.empty()) {
      of.arguments.insert(of.arguments.begin(), of.name);
      of.name.clear();
    }
    of.arguments.insert(of.arguments.end(), behind.begin(), behind.end());
    exit_code = watch(*words);
  });
}

}  // namespace lab::commands
