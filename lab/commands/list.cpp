#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "lab/commands/command.h"
#include "lab/judge/exercise.h"
#include "lab/report/panel.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

void print_json(const std::vector<judge::Exercise>& exercises) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const judge::Exercise& exercise : exercises) {
    list.push_back({{"number", exercise.number},
                    {"exercise", exercise.slug},
                    {"topic", exercise.topic},
                    {"title", exercise.title},
                    {"question", exercise.question},
                    {"python", exercise.python.text()},
                    {"points", judge::max_score(exercise)}});
  }
  nlohmann::ordered_json whole = {{"version", 1}, {"exercises", list}};
  fmt::print("{}\n", whole.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_table(const std::vector<judge::Exercise>& exercises) {
  std::string topic;
  std::size_t widest = 0;
  for (const judge::Exercise& exercise : exercises)
    widest = std::max(widest, exercise.slug.size());
  for (const judge::Exercise& exercise : exercises) {
    if (exercise.topic != topic) {
      fmt::print("{}{}\n", topic.empty() ? "" : "\n", exercise.topic);
      topic = exercise.topic;
    }
    fmt::print("  {:>2}  {:<{}}  {}\n", exercise.number, exercise.slug, widest, exercise.title);
  }
}

int list(const std::string& topic, bool json) {
  judge::Catalogue catalogue = judge::load_catalogue(exercises_root());
  std::vector<judge::Exercise> chosen;
  std::vector<std::string> topics;
  for (const judge::Exercise& exercise : catalogue.exercises) {
    if (std::find(topics.begin(), topics.end(), exercise.topic) == topics.end()) {
      topics.push_back(exercise.topic);
    }
    if (topic.empty() || exercise.topic == topic) chosen.push_back(exercise);
  }
  if (!topic.empty() && chosen.empty()) {
    std::string known;
    for (const std::string& name : topics)
      known += (known.empty() ? "" : ", ") + name;
    throw UsageError(fmt::format("no topic is called '{}'; there are: {}", topic, known));
  }
  if (json) {
    print_json(chosen);
  } else {
    print_table(chosen);
    fmt::print("\n{} exercises · next: lab run {}\n", chosen.size(),
               chosen.empty() ? "SLUG" : chosen.front().slug);
  }
  for (const judge::ExerciseError& broken : catalogue.broken) {
    fmt::print(stderr, "lab: {}\n", report::printable(broken.what()));
  }
  return catalogue.broken.empty() ? kPassed : kCouldNotRun;
}

}  // namespace

void add_list(CLI::App& app, int& exit_code) {
  auto topic = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  CLI::App* verb = app.add_subcommand("list", "List the exercises");
  verb->footer("Examples:\n  lab list\n  lab list internals\n  lab list --json");
  verb->add_option("topic", *topic, "Only this topic")->type_name("TOPIC");
  verb->add_flag("--json", *json, "Print the list as JSON");
  verb->callback([topic, json, &exit_code] { exit_code = list(*topic, *json); });
}

}  // namespace lab::commands
