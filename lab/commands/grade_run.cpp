#include "lab/commands/grade_run.h"

#include <fmt/core.h>
#include <unistd.h>

#include "lab/commands/command.h"
#include "lab/commands/execution.h"
#include "lab/commands/limits_option.h"
#include "lab/grade/source_file.h"
#include "lab/judge/judge.h"

namespace lab::commands {
namespace {

using supervise::Cause;

/// A byte within a character of UTF-8.
bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

ExecutionOptions execution_options(const grade::Submission& submission, std::string text,
                                   const judge::Exercise& exercise, const GradeOptions& options) {
  ExecutionOptions execution;
  execution.host = options.host;
  execution.answer = submission.file;
  execution.answer_text = std::move(text);
  execution.keep_log = false;
  execution.log = options.folder / fmt::format("{}.lablog", getpid());
  const judge::Limits& own = exercise.limits;
  execution.limits = parse_limits(
      options.limits, {own.wall_seconds, own.cpu_seconds, own.memory_bytes, own.output_bytes});
  return execution;
}

judge::Result run_sound(const grade::Submission& submission, const judge::Exercise& exercise,
                        std::string text, const GradeOptions& options) {
  judge::Result result =
      run_exercise(exercise, execution_options(submission, std::move(text), exercise, options))
          .result;
  result.stdout_text = cut_middle(std::move(result.stdout_text), kKeptOutput);
  result.stderr_text = cut_middle(std::move(result.stderr_text), kKeptOutput);
  if (options.require && result.status == judge::Status::skipped) {
    result.status = judge::Status::error;
    result.max_score = judge::max_score(exercise);
  }
  return result;
}

}  // namespace

std::vector<std::string> Exercises::slugs() const {
  std::vector<std::string> slugs;
  for (const auto& [slug, exercise] : sound)
    slugs.push_back(slug);
  for (const auto& [slug, fault] : broken)
    slugs.push_back(slug);
  return slugs;
}

Exercises load_exercises() {
  judge::Catalogue catalogue = judge::load_catalogue(exercises_root());
  Exercises exercises;
  for (judge::Exercise& exercise : catalogue.exercises)
    exercises.sound.emplace(exercise.slug, std::move(exercise));
  for (const judge::ExerciseError& error : catalogue.broken) {
    const std::string slug = error.file().parent_path().filename().string();
    if (!exercises.sound.contains(slug)) exercises.broken.emplace(slug, error.what());
  }
  return exercises;
}

judge::Result result_without_run(const grade::Submission& submission, const Exercises& exercises,
                                 Cause cause, std::string message) {
  judge::Result result;
  result.exercise = submission.slug;
  if (auto exercise = exercises.sound.find(submission.slug); exercise != exercises.sound.end()) {
    result = judge::broken(exercise->second, {});
  }
  result.status = judge::Status::error;
  result.cause = cause;
  result.message = std::move(message);
  result.person = submission.person;
  result.source = submission.source;
  return result;
}

judge::Result run_submission(const grade::Submission& submission, const Exercises& exercises,
                             const GradeOptions& options) {
  auto without_run = [&](Cause cause, std::string message) {
    judge::Result result = result_without_run(submission, exercises, cause, std::move(message));
    result.python = options.host.version;
    return result;
  };
  try {
    if (!submission.fault.empty()) return without_run(Cause::needs, submission.fault);
    if (auto fault = exercises.broken.find(submission.slug); fault != exercises.broken.end()) {
      return without_run(Cause::exercise, fault->second);
    }
    grade::SourceFile source = grade::read_source(submission.file);
    if (!source.fault.empty()) return without_run(Cause::forbidden, "the file " + source.fault);
    judge::Result result =
        run_sound(submission, exercises.sound.at(submission.slug), std::move(source.text), options);
    result.person = submission.person;
    result.source = submission.source;
    return result;
  } catch (const std::exception& error) {
    return without_run(Cause::exercise, error.what());
  }
}

std::string cut_middle(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t head = most / 2;
  std::size_t tail = text.size() - most / 2;
  while (head > 0 && is_continuation(text[head]))
    --head;
  while (tail < text.size() && is_continuation(text[tail]))
    ++tail;
  return fmt::format("{}\n[… {} bytes left out …]\n{}", std::string_view(text).substr(0, head),
                     tail - head, std::string_view(text).substr(tail));
}

}  // namespace lab::commands
