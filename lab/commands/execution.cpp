#include "lab/commands/execution.h"

#include <fmt/core.h>

#include <fstream>
#include <set>

#include "lab/commands/command.h"
#include "lab/commands/isolated_run.h"
#include "lab/commands/log_place.h"
#include "lab/commands/logged_output.h"
#include "lab/record/reader.h"

namespace fs = std::filesystem;

namespace lab::commands {
namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

/// The list that a host takes, each entry once.
std::string join_watches(const std::vector<std::string>& of_exercise,
                         const std::vector<std::string>& more) {
  std::string all;
  std::set<std::string> seen;
  for (const auto* watches : {&more, &of_exercise}) {
    for (const std::string& watch : *watches) {
      if (!seen.insert(watch).second) continue;
      all.append(all.empty() ? "" : ",").append(watch);
    }
  }
  return all;
}

supervise::Limits limits_of(const judge::Exercise& exercise) {
  return {exercise.limits.wall_seconds, exercise.limits.cpu_seconds, exercise.limits.memory_bytes,
          exercise.limits.output_bytes};
}

/// Reads what the log holds of the run; a log that cannot be read is the run's fault, not a crash
/// of ours (the process that wrote it may have been hostile).
judge::Run read_run(const fs::path& log, const supervise::Outcome& outcome,
                    const supervise::Host& host) {
  judge::Run run;
  try {
    record::Reader reader(log);
    run = judge::collect(reader);
  } catch (const record::LogError&) {
    run.ended = false;
  }
  run.outcome = outcome;
  run.watched.tasks.finish(static_cast<std::uint64_t>(outcome.wall_seconds * 1e9));
  run.python = judge::parse_version(host.version).value_or(judge::PythonVersion{});
  return run;
}

/// The answer lacks a function that the task asks for. The front runs no Python, so it learns of it
/// from the experiment's AttributeError.
std::optional<std::string> missing_function(const judge::Exercise& exercise, const judge::Run& run,
                                            const std::string& source) {
  if (!run.exception || run.exception->type != "AttributeError") return std::nullopt;
  for (const std::string& name : exercise.functions) {
    if (run.exception->message.find(fmt::format("module 'answer' has no attribute '{}'", name)) ==
        std::string::npos) {
      continue;
    }
    return fmt::format("{}: does not define {}, which the task asks for (lab show {})", source,
                       name, exercise.slug);
  }
  return std::nullopt;
}

/// Paths of the private folder mean nothing to a person, and the folder is gone by then: the copies
/// are called by the names of what was copied.
struct Renaming {
  std::string folder;
  std::string answer;
  std::string experiment;

  void apply(std::string& text) const {
    replace_all(text, folder + "/answer.py", answer);
    replace_all(text, folder + "/experiment.py", experiment);
  }
};

void rename_copies(Execution& execution, const Renaming& renaming) {
  judge::Run& run = execution.run;
  if (run.exception) {
    renaming.apply(run.exception->file);
    renaming.apply(run.exception->message);
  }
  renaming.apply(run.outcome.captured_stdout);
  renaming.apply(run.outcome.captured_stderr);
  for (record::Observation& observation : run.observations)
    renaming.apply(observation.file);
  run.watched.rename_file(renaming.folder + "/answer.py", renaming.answer);
  run.watched.rename_file(renaming.folder + "/experiment.py", renaming.experiment);
  run.own_sources = {renaming.answer, renaming.experiment};
}

void copy_source(const fs::path& from, const fs::path& to) {
  std::ifstream in(from, std::ios::binary);
  std::ofstream out(to, std::ios::binary);
  out << in.rdbuf();
  if (!in || !out.flush()) {
    throw std::runtime_error(fmt::format("{}: cannot be copied to {}", from.string(), to.string()));
  }
}

void write_source(const std::string& text, const fs::path& to) {
  std::ofstream out(to, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error(fmt::format("{}: cannot be written", to.string()));
}

}  // namespace

Execution run_exercise(const judge::Exercise& exercise, const ExecutionOptions& options) {
  const fs::path answer = options.answer.value_or(exercise.answer());
  const std::string source = fs::relative(answer).string();
  Execution execution;
  auto version = judge::parse_version(options.host.version).value_or(judge::PythonVersion{});
  if (!exercise.python.contains(version)) {
    execution.run.python = version;
    execution.result = judge::skipped(
        exercise,
        fmt::format("needs Python {}; this is {}", exercise.python.text(), options.host.version));
    execution.result.python = options.host.version;
    execution.result.source = source;
    return execution;
  }
  if (!options.answer_text) require_source_file(answer);

  supervise::PrivateFolder folder;
  copy_source(exercise.experiment(), folder.path() / "experiment.py");
  if (options.answer_text) {
    write_source(*options.answer_text, folder.path() / "answer.py");
  } else {
    copy_source(answer, folder.path() / "answer.py");
  }
  LogPlace log(options.log, exercise.slug, options.log_capacity);

  supervise::Command command;
  command.program = options.host.program;
  command.environment = {{"HOME", folder.path()}, {"TMPDIR", folder.path()}};
  command.working_directory = folder.path();
  command.limits = options.limits.value_or(limits_of(exercise));
  add_isolation_limits(command.limits);
  command.isolation = isolation_of(exercise, options.host, folder.path());
  command.forked = supervise::ForkedRun{
      &fork_server(exercise, options.host), folder.path() / "experiment.py", log.path(),
      join_watches(exercise.watch, options.watch), join_watches(exercise.allow, {})};
  supervise::Outcome outcome =
      options.log_output ? run_with_logged_output(command, log.path()) : supervise::run(command);
  remove_shared_memory(exercise, command.isolation);

  std::string kept;
  fs::path log_path = log.path();
  if (options.keep_log) kept = log_path = log.keep();
  execution.run = read_run(log_path, outcome, options.host);
  if (!options.keep_log) log.drop();
  rename_copies(execution, {folder.path(), source, fs::relative(exercise.experiment()).string()});
  execution.result = judge::judge(exercise, execution.run);
  if (auto message = missing_function(exercise, execution.run, source)) {
    execution.result.message = *message;
  }
  execution.result.python = options.host.version;
  execution.result.source = source;
  execution.result.log = kept;
  return execution;
}

Execution run_script(const Script& script, const ExecutionOptions& options) {
  LogPlace log(options.log, script.name, options.log_capacity);
  supervise::Command command;
  command.program = options.host.program;
  command.arguments = script.arguments;
  command.extra_environment = {{"LAB_LOG", log.path()},
                               {"LAB_WATCH", join_watches({}, options.watch)}};
  command.capture = options.capture || options.log_output;
  command.limits = options.limits.value_or(supervise::Limits{});
  supervise::Outcome outcome =
      options.log_output ? run_with_logged_output(command, log.path()) : supervise::run(command);

  Execution execution;
  fs::path kept = log.keep();
  execution.run = read_run(kept, outcome, options.host);
  judge::Result& result = execution.result;
  result = judge::ended(execution.run);
  result.python = options.host.version;
  result.source = script.name;
  result.log = kept;
  result.stdout_text = outcome.captured_stdout;
  result.stderr_text = outcome.captured_stderr;
  return execution;
}

}  // namespace lab::commands
