#include <fmt/core.h>

#include <fstream>
#include <iterator>
#include <memory>

#include "lab/commands/command.h"
#include "lab/commands/target.h"
#include "lab/report/exercise_page.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

struct ShowWords {
  std::string slug;
  int hints = 0;
  bool explanation = false;
  bool starter = false;
};

void print_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UsageError(fmt::format("{}: cannot be read", path.string()));
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  fmt::print("{}", text);
}

int show(const ShowWords& words) {
  judge::Exercise exercise = find_exercise(words.slug);
  if (words.starter) {
    print_file(exercise.starter());
  } else {
    report::ExercisePage page{words.hints, words.explanation};
    fmt::print("{}", report::exercise_page(exercise, page, report::detect_style(stdout)));
  }
  return kPassed;
}

}  // namespace

void add_show(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<ShowWords>();
  CLI::App* verb =
      app.add_subcommand("show", "Show an exercise: question, task, hints, explanation");
  verb->footer(
      "Examples:\n  lab show gc-cycles                      the question and the task\n"
      "  lab show gc-cycles --hints 2            with the first two hints\n"
      "  lab show gc-cycles --explanation        the whole story (gives the answer away)\n"
      "  lab show gc-cycles --starter > mine.py  what to start from");
  verb->add_option("slug", words->slug, "The exercise")->required()->type_name("SLUG");
  verb->add_option("--hints", words->hints, "Show the first N hints, from gentle to plain")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  verb->add_flag("--explanation", words->explanation, "Show the explanation and the links");
  verb->add_flag("--starter", words->starter, "Print starter.py and nothing else");
  verb->callback([words, &exit_code] { exit_code = show(*words); });
}

}  // namespace lab::commands
