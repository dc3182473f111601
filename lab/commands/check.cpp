#include "lab/judge/check.h"

#include <fmt/core.h>
#include <unistd.h>

#include <memory>

#include "lab/commands/command.h"
#include "lab/commands/execution.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

struct CheckWords {
  std::vector<std::string> slugs;
  std::string python;
};

/// Tells, while somebody waits at a terminal, which answer is being run.
class Progress {
 public:
  void show(const std::string& text) const {
    if (visible_) fmt::print(stderr, "\r\x1b[K{}", text);
  }
  void clear() const {
    if (visible_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool visible_ = isatty(STDERR_FILENO) != 0;
};

/// One exercise on one host. @returns whether nothing is wrong with it.
bool check_on(const judge::Exercise& exercise, const supervise::Host& host) {
  Progress progress;
  int runs = 0;
  auto run = [&](const std::filesystem::path& answer) {
    progress.show(
        fmt::format("{} · {} · {}", exercise.slug, host.version, answer.filename().string()));
    ++runs;
    ExecutionOptions options;
    options.host = host;
    options.answer = answer;
    options.keep_log = false;
    return run_exercise(exercise, options).result;
  };
  judge::PythonVersion python = judge::parse_version(host.version).value_or(judge::PythonVersion{});
  std::vector<judge::Finding> findings = judge::check_exercise(exercise, python, run);
  progress.clear();
  bool sound = true;
  for (const judge::Finding& finding : findings) {
    if (finding.severity == judge::Severity::error) sound = false;
  }
  fmt::print("{:<6} {:<24} {:<8} {} answers run\n", sound ? "ok" : "FAULT", exercise.slug,
             host.version, runs);
  for (const judge::Finding& finding : findings) {
    fmt::print("       {}: {}\n", judge::to_string(finding.severity),
               report::printable(finding.text));
  }
  std::fflush(stdout);
  return sound;
}

std::vector<judge::Exercise> choose_exercises(const std::vector<std::string>& slugs, int& faults) {
  std::vector<judge::Exercise> exercises;
  if (!slugs.empty()) {
    for (const std::string& slug : slugs)
      exercises.push_back(find_exercise(slug));
    return exercises;
  }
  judge::Catalogue catalogue = judge::load_catalogue(exercises_root());
  for (const judge::ExerciseError& broken : catalogue.broken) {
    fmt::print("FAULT  {}\n", report::printable(broken.what()));
    ++faults;
  }
  return std::move(catalogue.exercises);
}

int check(const CheckWords& words) {
  int faults = 0;
  std::vector<judge::Exercise> exercises = choose_exercises(words.slugs, faults);
  std::vector<supervise::Host> hosts = supervise::find_hosts();
  if (!words.python.empty() || hosts.empty()) hosts = {supervise::choose_host(hosts, words.python)};
  int sound = 0;
  for (const judge::Exercise& exercise : exercises) {
    for (const supervise::Host& host : hosts) {
      if (check_on(exercise, host)) {
        ++sound;
      } else {
        ++faults;
      }
    }
  }
  fmt::print("\n{} sound, {} at fault\n", sound, faults);
  return faults == 0 ? kPassed : kWrong;
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<CheckWords>();
  CLI::App* verb = app.add_subcommand("check", "Test the exercises themselves (for authors)");
  verb->footer(
      "Of each exercise, on every host: the reference answer passes, the starter fails, each wrong "
      "answer\n"
      "fails on the check that it names, every expectation is observed, every claim is covered.\n\n"
      "Examples:\n  lab check                           all of them\n"
      "  lab check gc-cycles --python 3.13   one, on one CPython\n\n"
      "Exit codes: 0 all sound, 1 an exercise is at fault.");
  verb->add_option("slugs", words->slugs, "The exercises [all]")->type_name("SLUG");
  verb->add_option("--python", words->python, "Only on this CPython [every host]")
      ->type_name("VERSION");
  verb->callback([words, &exit_code] { exit_code = check(*words); });
}

}  // namespace lab::commands
