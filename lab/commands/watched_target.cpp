#include "lab/commands/watched_target.h"

#include <fmt/core.h>

#include "lab/commands/command.h"
#include "lab/commands/limits_option.h"
#include "lab/judge/parse_watch.h"
#include "lab/supervise/hosts.h"

namespace fs = std::filesystem;

namespace lab::commands {
namespace {

void check_watches(const std::string& list) {
  if (list.empty()) return;
  for (const std::string& watch : judge::split_watches(list)) {
    const std::string fault = judge::fault_of_watch(watch);
    if (!fault.empty()) throw UsageError("--watch: " + fault);
  }
}

void add_option(std::vector<std::string>& arguments, const char* name, const std::string& value) {
  if (value.empty()) return;
  arguments.emplace_back(name);
  arguments.push_back(value);
}

void describe_exercise(const judge::Exercise& exercise, const std::string& answer,
                       WatchedTarget& target) {
  target.title = fmt::format("{} · question {}", exercise.slug, exercise.number);
  target.question = exercise.question;
  target.name = exercise.slug;
  const fs::path answered = answer.empty() ? exercise.answer() : fs::absolute(answer);
  target.sources = {answered, exercise.experiment()};
  target.copies = {{"answer.py", answered}, {"experiment.py", exercise.experiment()}};
}

void describe_script(const Script& script, WatchedTarget& target) {
  target.title = target.name = script.name;
  const fs::path file = script.name;
  std::error_code error;
  if (fs::is_regular_file(file, error)) target.sources = {fs::absolute(file)};
}

}  // namespace

WatchedTarget watched_target(const WatchedRunWords& words) {
  check_watches(words.watch);
  supervise::choose_host(supervise::find_hosts(), words.python);
  if (!words.limits.empty()) parse_limits(words.limits, {});
  if (!words.log_size.empty()) parse_size(words.log_size, "--log-size");
  const Target resolved = resolve_target(words.target);
  WatchedTarget target;
  target.arguments = {"run"};
  add_option(target.arguments, "--python", words.python);
  // Of an exercise's own watches, lines are none: but somebody who looks wants to see them.
  add_option(target.arguments, "--watch", words.watch.empty() ? kDefaultWatch : words.watch);
  add_option(target.arguments, "--limits", words.limits);
  add_option(target.arguments, "--log-size", words.log_size);
  if (const auto* exercise = std::get_if<judge::Exercise>(&resolved)) {
    if (!words.answer.empty()) require_source_file(words.answer);
    add_option(target.arguments, "--answer", words.answer);
    describe_exercise(*exercise, words.answer, target);
    target.arguments.push_back(exercise->slug);
    return target;
  }
  if (!words.answer.empty())
    throw UsageError("--answer goes with an exercise: lab watch SLUG --answer FILE");
  describe_script(std::get<Script>(resolved), target);
  add_option(target.arguments, "-m", words.target.module);
  add_option(target.arguments, "-c", words.target.code);
  if (!words.target.name.empty()) target.arguments.push_back(words.target.name);
  if (!words.target.arguments.empty()) target.arguments.emplace_back("--");
  target.arguments.insert(target.arguments.end(), words.target.arguments.begin(),
                          words.target.arguments.end());
  return target;
}

}  // namespace lab::commands
