#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "lab/report/formats.h"
#include "lab/report/printable.h"
#include "lab/report/told.h"

namespace lab::report {
namespace {

/// GitHub shows ten errors of a step: nine, and a line that says how many more there are.
constexpr std::size_t kMostAnnotations = 9;

void replace_each(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

std::string command_text(std::string text) {
  replace_each(text, "%", "%25");
  replace_each(text, "\r", "%0D");
  replace_each(text, "\n", "%0A");
  return text;
}

std::string command_property(std::string text) {
  text = command_text(std::move(text));
  replace_each(text, ":", "%3A");
  replace_each(text, ",", "%2C");
  return text;
}

std::string annotation(std::string_view kind, const std::string& file, const std::string& title,
                       const std::string& message) {
  std::string properties;
  if (!file.empty()) properties = "file=" + command_property(printable(file)) + ",";
  return fmt::format("::{} {}title={}::{}\n", kind, properties, command_property(title),
                     command_text(message));
}

struct Fault {
  double lost = 0;
  std::string text;
};

void add_faults(std::vector<Fault>& faults, const judge::Result& result) {
  const std::string name = told_name(result);
  if (result.status == judge::Status::error) {
    faults.push_back({1e9, annotation("error", result.source, name, told_outcome(result))});
    return;
  }
  for (const ToldCheck& check : told_checks(result)) {
    if (check.passed) continue;
    faults.push_back({check.points,
                      annotation("error", result.source, name + ": " + check.name, check.message)});
  }
}

/// In a cell of a Markdown table.
std::string markdown_cell(std::string text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += ' ';
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (std::string_view("|\\`*_[]#~@").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string_view mark_of(judge::Status status) {
  switch (status) {
    case judge::Status::passed:
      return "✅";
    case judge::Status::failed:
      return "❌";
    case judge::Status::error:
      return "💥";
    case judge::Status::skipped:
      return "⏭️";
  }
  return "";
}

}  // namespace

std::string github_annotations(const Grading& grading) {
  std::vector<Fault> faults;
  std::string out;
  std::size_t skipped = 0;
  for (const judge::Result& result : grading.results) {
    if (result.status == judge::Status::skipped) {
      if (++skipped <= kMostAnnotations)
        out += annotation("notice", result.source, told_name(result), told_outcome(result));
    } else if (result.status != judge::Status::passed) {
      add_faults(faults, result);
    }
  }
  std::stable_sort(faults.begin(), faults.end(),
                   [](const Fault& a, const Fault& b) { return a.lost > b.lost; });
  for (std::size_t at = 0; at < std::min(faults.size(), kMostAnnotations); ++at)
    out += faults[at].text;
  if (faults.size() > kMostAnnotations) {
    out += annotation("error", "", "lab grade",
                      fmt::format("and {} more, in the summary", faults.size() - kMostAnnotations));
  }
  return out;
}

std::string github_summary(const Grading& grading) {
  std::string out = fmt::format("### lab grade: {:g} of {:g} points\n\n", total_score(grading),
                                total_points(grading));
  if (!grading.complete) out += "**Not complete.**\n\n";
  out += "| | who | exercise | Python | points | |\n| --- | --- | --- | --- | ---: | --- |\n";
  for (const judge::Result& result : grading.results) {
    const std::string what = result.exercise.empty() ? result.source : result.exercise;
    out += fmt::format("| {} | {} | {} | {} | {:g} of {:g} | {} |\n", mark_of(result.status),
                       markdown_cell(told_text(result.person)), markdown_cell(told_text(what)),
                       result.python, result.score, result.max_score,
                       markdown_cell(told_outcome(result)));
  }
  for (const std::string& note : grading.notes)
    out += "\n" + markdown_cell(told_text(note)) + "\n";
  return out;
}

}  // namespace lab::report
