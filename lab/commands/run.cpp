#include <fmt/core.h>

#include <memory>

#include "lab/commands/command.h"
#include "lab/commands/execution.h"
#include "lab/commands/limits_option.h"
#include "lab/judge/parse_watch.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

constexpr const char* kFooter =
    R"(NAME is a global of the script or an attribute of one (cache, cache.data), watched from the moment
that it is bound. At the end there is a summary of each; the trace holds every event (lab log).

A target is a slug (lab list), a file, -m MODULE or -c CODE. What stands behind -- goes to the script.

Examples:
  lab run gc-cycles                        the reference answer: a complete demonstration
  lab run gc-cycles --answer mine.py       grade your own answer
  lab run gc-cycles --python 3.13          on another CPython (lab hosts)
  lab run script.py --watch gc -- --size 3 any script, with its own arguments
  lab run script.py --watch refcount:cache,deaths
                                           who holds the global `cache`, and what dies when
  lab run script.py --watch lines,alloc    where it spends its steps and its memory
  lab run script.py --watch locks          who waits for which lock; why it hangs
  lab run --json gc-cycles                 the same as data

Exit codes: 0 passed, 1 an answer is wrong (a script: it ended with a status or an exception),
2 usage, 3 could not run or did not come to its end, 130 Ctrl-C.)";

struct RunWords {
  TargetWords target;
  std::string answer;
  std::string python;
  std::string watch;
  std::string log;
  std::string log_size;
  std::string limits;
  bool json = false;
  bool full = false;
  bool log_output = false;
};

int exit_code_of(const judge::Result& result, bool graded) {
  if (result.cause == supervise::Cause::interrupted) return kInterrupted;
  switch (result.status) {
    case judge::Status::passed:
      return kPassed;
    case judge::Status::failed:
      return kWrong;
    case judge::Status::skipped:
      return kCouldNotRun;
    case judge::Status::error:
      break;
  }
  // A plain script that raised, or left by sys.exit(1), ran well: that is its own answer.
  bool ended_itself =
      result.cause == supervise::Cause::exited || result.cause == supervise::Cause::exception;
  return !graded && ended_itself ? kWrong : kCouldNotRun;
}

std::vector<std::string> parse_watches(const std::string& list) {
  if (list.empty()) return {};
  std::vector<std::string> watches = judge::split_watches(list);
  for (const std::string& watch : watches) {
    const std::string fault = judge::fault_of_watch(watch);
    if (!fault.empty()) throw UsageError("--watch: " + fault);
  }
  return watches;
}

/// What --watch takes, a line for each; the terminal that reads it is as wide as any.
std::string watch_help() {
  std::string help = "--watch takes one or more of these, separated by commas:\n";
  for (const judge::WatchName& watch : judge::watch_names())
    help += fmt::format("  {:<14} {}\n", watch.form, watch.meaning);
  return help;
}

int run(const RunWords& words) {
  Target target = resolve_target(words.target);
  const auto* exercise = std::get_if<judge::Exercise>(&target);
  if (exercise == nullptr && !words.answer.empty()) {
    throw UsageError("--answer goes with an exercise: lab run SLUG --answer FILE");
  }
  if (exercise != nullptr && !words.target.arguments.empty()) {
    throw UsageError(
        fmt::format("'{}': an exercise takes no arguments; your own answer is given with "
                    "--answer FILE",
                    words.target.arguments.front()));
  }
  ExecutionOptions options;
  options.host = supervise::choose_host(supervise::find_hosts(), words.python);
  if (!words.answer.empty()) options.answer = words.answer;
  if (!words.log.empty()) options.log = words.log;
  if (!words.log_size.empty()) options.log_capacity = parse_size(words.log_size, "--log-size");
  options.watch = parse_watches(words.watch);
  options.capture = words.json;
  options.log_output = words.log_output;
  if (!words.limits.empty()) {
    supervise::Limits defaults;
    if (exercise != nullptr) {
      const judge::Limits& own = exercise->limits;
      defaults = {own.wall_seconds, own.cpu_seconds, own.memory_bytes, own.output_bytes};
    }
    options.limits = parse_limits(words.limits, defaults);
  }

  Execution execution = exercise != nullptr ? run_exercise(*exercise, options)
                                            : run_script(std::get<Script>(target), options);
  if (words.json) {
    fmt::print("{}", report::to_json(std::span(&execution.result, 1)));
  } else if (exercise != nullptr) {
    report::Style style = report::detect_style(stdout);
    if (words.full) style.height = 0;
    fmt::print("{}", report::run_page(*exercise, execution.run, execution.result, style));
  } else {
    // The script's own output may be piped on: what we say of it goes to stderr.
    fmt::print(stderr, "{}",
               report::script_page(execution.run, execution.result, report::detect_style(stderr)));
  }
  return exit_code_of(execution.result, exercise != nullptr);
}

}  // namespace

void add_run(CLI::App& app, int& exit_code, std::vector<std::string> script_arguments) {
  auto words = std::make_shared<RunWords>();
  CLI::App* verb =
      app.add_subcommand("run", "Run an exercise or a script and show what CPython did");
  verb->footer(watch_help() + kFooter);
  verb->add_option("target", words->target.name, "Slug of an exercise, or a file")
      ->type_name("TARGET");
  verb->add_option("arguments", words->target.arguments,
                   "Arguments of the script (put -- before them)")
      ->type_name("ARG");
  verb->add_option("-m", words->target.module, "Run a module, as python -m does")
      ->type_name("MODULE");
  verb->add_option("-c", words->target.code, "Run code, as python -c does")->type_name("CODE");
  verb->add_option("--answer", words->answer, "Grade this answer with the exercise's experiment")
      ->type_name("FILE");
  verb->add_option("--python", words->python,
                   "Which CPython: 3.13, 3.13.0 or a path [the default host]")
      ->type_name("VERSION");
  verb->add_option("--watch", words->watch, "What to watch: gc, refcount:NAME and more, see below")
      ->type_name("WHAT");
  verb->add_option("--log", words->log, "Keep the log here [~/.cache/lab/NAME.lablog]")
      ->type_name("FILE");
  verb->add_option("--limits", words->limits, kLimitsHelp)->type_name("LIMITS");
  verb->add_flag("--full", words->full, "Show the whole page, however tall, not one screen of it");
  verb->add_flag("--json", words->json, "Print the result as JSON");
  verb->add_option("--log-size", words->log_size,
                   "Room in the log; what finds none is counted [1G]")
      ->type_name("SIZE");
  verb->add_flag("--log-output", words->log_output,
                 "Write what the run prints into the log, as it prints it, not to the terminal; "
                 "stdin is then empty");
  verb->callback([words, &exit_code, behind = std::move(script_arguments)] {
    // With -m and -c, everything positional belongs to the script.
    if ((!words->target.module.empty() || !words->target.code.empty()) &&
        !words->target.name.empty()) {
      words->target.arguments.insert(words->target.arguments.begin(), words->target.name);
      words->target.name.clear();
    }
    auto& arguments = words->target.arguments;
    arguments.insert(arguments.end(), behind.begin(), behind.end());
    exit_code = run(*words);
  });
}

}  // namespace lab::commands
