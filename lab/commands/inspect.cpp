#include <fmt/core.h>

#include <fstream>
#include <memory>

#include "lab/commands/command.h"
#include "lab/commands/execution.h"
#include "lab/report/inspect_page.h"
#include "lab/report/json_value.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

// Runs the person's code in a namespace of its own and observes each named object there. The names
// are expressions, so that "d['x']" or "type(d)" can be looked at as well.
constexpr const char* kInspectScript = R"(
import sys
source, file, *names = sys.argv[1:]
namespace = {"__name__": "__main__", "__builtins__": __builtins__}
exec(compile(source, file, "exec"), namespace)
import lab
for name in names:
    lab.observe(name, lab.inspect(eval(name, namespace)))
)";

struct InspectWords {
  std::string code;
  std::vector<std::string> words;
  std::string python;
  bool json = false;
};

std::string read_text(const std::string& path) {
  require_source_file(path);
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int print_layouts(const Execution& execution, bool json) {
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  for (const record::Observation& observation : execution.run.observations) {
    if (json) {
      all[observation.name] = report::json_of(observation.value);
    } else {
      fmt::print("{}", report::inspect_page(observation.name, observation.value,
                                            execution.result.python, report::detect_style(stdout)));
    }
  }
  if (json) fmt::print("{}\n", all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  return kPassed;
}

int inspect(InspectWords words) {
  Script script;
  std::string file = "-c";
  if (words.code.empty()) {
    if (words.words.empty()) throw UsageError("nothing to inspect: lab inspect -c 'd = {}' d");
    file = words.words.front();
    words.code = read_text(file);
    words.words.erase(words.words.begin());
  }
  if (words.words.empty()) {
    throw UsageError("name what to look at: lab inspect -c 'd = {}' d, or lab inspect FILE NAME");
  }
  script.name = "inspect";
  script.arguments = {"-c", kInspectScript, words.code, file};
  script.arguments.insert(script.arguments.end(), words.words.begin(), words.words.end());

  ExecutionOptions options;
  options.host = supervise::choose_host(supervise::find_hosts(), words.python);
  options.capture = true;
  Execution execution = run_script(script, options);
  if (execution.result.status != judge::Status::passed) {
    fmt::print(stderr, "{}", report::printable(execution.result.stderr_text, true));
    fmt::print(stderr, "lab: nothing to show: {}\n", report::printable(execution.result.message));
    return execution.result.cause == supervise::Cause::exception ? kWrong : kCouldNotRun;
  }
  return print_layouts(execution, words.json);
}

}  // namespace

void add_inspect(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<InspectWords>();
  CLI::App* verb = app.add_subcommand("inspect", "Draw the layout of objects in memory");
  verb->footer(
      "Runs the code and draws what the names refer to: header, fields with offsets and values, "
      "and what\n"
      "hangs off it: the slots of a dict, the slack of a list.\n\n"
      "Examples:\n  lab inspect -c 'd = {\"a\": 1, \"b\": 2}' d\n"
      "  lab inspect -c 'class P: pass' -c 'p = P()' 'p' 'type(p)'\n"
      "  lab inspect script.py config --python 3.13");
  verb->add_option("-c", words->code, "Code that makes the objects (may be given several times)")
      ->type_name("CODE")
      ->multi_option_policy(CLI::MultiOptionPolicy::Join);
  verb->add_option("names", words->words, "[FILE] and the names (or expressions) to look at")
      ->type_name("NAME");
  verb->add_option("--python", words->python, "Which CPython [the default host]")
      ->type_name("VERSION");
  verb->add_flag("--json", words->json, "Print the layouts as JSON");
  verb->callback([words, &exit_code] { exit_code = inspect(*words); });
}

}  // namespace lab::commands
