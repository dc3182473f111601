#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/sections.h"

namespace lab::report {
namespace {

constexpr int kNextLabelWidth = 7;

struct Suggestion {
  std::string command;
  std::string purpose;
};

/// Whether the answer that ran is the exercise's own.
bool is_reference(const judge::Exercise& exercise, const judge::Result& result) {
  std::error_code error;
  return std::filesystem::equivalent(exercise.answer(), result.source, error) ||
         exercise.answer().lexically_normal() ==
             std::filesystem::path(result.source).lexically_normal();
}

std::vector<Suggestion> suggestions(const judge::Exercise& exercise, const judge::Result& result) {
  const std::string& slug = exercise.slug;
  const bool reference = is_reference(exercise, result);
  switch (result.status) {
    case judge::Status::passed:
      if (!reference) return {{"lab show " + slug + " --explanation", "the whole story"}};
      return {{"lab show " + slug + " --starter > mine.py", "begin your own answer"},
              {"lab run " + slug + " --answer mine.py", "grade it"}};
    case judge::Status::failed:
    case judge::Status::error:
      if (reference || result.cause == supervise::Cause::exercise) {
        return {{"lab check " + slug, "test the exercise itself"}};
      }
      if (result.cause == supervise::Cause::interrupted) return {};
      if (exercise.hints.empty()) return {{"lab show " + slug, "the task"}};
      return {{"lab show " + slug + " --hints 1", "a first hint"}};
    case judge::Status::skipped:
      return {{"lab doctor", "what is missing and how to get it"}};
  }
  return {};
}

/// A path as one word of a shell command.
std::string shell_word(const std::string& path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("/._-+:@%,=~").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain && !path.empty()) return path;
  std::string word = "'";
  for (const char c : path)
    word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

/// A command stays in one piece where it can, so that it can be copied; what it is for stands
/// beside it where there is room.
std::string draw_command(std::string_view label, const Suggestion& suggestion, int purpose_column,
                         const Style& style) {
  const std::string command = shown(suggestion.command, style);
  const int start = 2 + kNextLabelWidth;
  const int purpose_end = purpose_column + display_width(suggestion.purpose);
  const bool alone = suggestion.purpose.empty() || purpose_end > prose_width(style) ||
                     start + display_width(command) > purpose_column - 2;
  std::string out;
  for (const std::string& piece : wrap(command, style.width - start)) {
    Line line(2);
    if (out.empty()) line.add(label, Tone::dim);
    line.pad_to(start).add(piece);
    if (out.empty() && !alone) line.pad_to(purpose_column).add(suggestion.purpose, Tone::dim);
    out += line.render(style);
  }
  return out;
}

std::string score_text(const judge::Result& result) {
  const bool one_each = result.max_score == static_cast<double>(result.checks.size());
  return number_text(result.score) + " of " + number_text(result.max_score) +
         (one_each ? "" : " points");
}

struct Word {
  std::string_view text;
  Tone tone;
};

/// The status in words; of a plain script, which nobody judged, only that it ended.
Word word_of(const judge::Result& result) {
  switch (result.status) {
    case judge::Status::passed:
      return {result.exercise.empty() ? "ended" : "passed", Tone::good};
    case judge::Status::failed:
      return {"failed", Tone::bad};
    case judge::Status::error:
      return {"did not finish", Tone::bad};
    case judge::Status::skipped:
      return {"skipped", Tone::warn};
  }
  return {"", Tone::plain};
}

}  // namespace

std::string draw_summary(const judge::Result& result, bool with_checks, const Style& style) {
  const std::string dot(glyphs(style).separator);
  const Word word = word_of(result);
  Line line(2);
  line.add(word.text, word.tone);
  if (result.status == judge::Status::skipped) return line.render(style);
  if (result.max_score > 0) line.add(dot + score_text(result));
  if (with_checks) {
    const auto passed = std::count_if(
        result.checks.begin(), result.checks.end(),
        [](const judge::Check& check) { return check.status == judge::CheckStatus::passed; });
    line.add(fmt::format("{}{} of {} answers as expected", dot, passed, result.checks.size()));
  }
  return line.add(dot + duration_text(result.seconds, style)).render(style);
}

std::string draw_next_commands(const judge::Exercise& exercise, const judge::Result& result,
                               bool folded, const Style& style) {
  std::vector<Suggestion> all = suggestions(exercise, result);
  if (folded) {
    const bool own = is_reference(exercise, result) || result.source.empty();
    const std::string answer = own ? "" : " --answer " + shell_word(result.source);
    all.push_back({"lab run " + exercise.slug + answer + " --full", "all of this page"});
  }
  int longest = 0;
  for (const Suggestion& one : all)
    longest = std::max(longest, display_width(one.command));
  std::string out;
  for (const Suggestion& one : all) {
    out += draw_command(out.empty() ? "next" : "", one, 2 + kNextLabelWidth + longest + 3, style);
  }
  return out + draw_trace_command(result, style);
}

std::string draw_trace_command(const judge::Result& result, const Style& style) {
  if (result.log.empty()) return {};
  return draw_command("trace", {"lab log " + shell_word(result.log), ""}, 0, style);
}

}  // namespace lab::report
