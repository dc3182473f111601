#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "lab/report/glyphs.h"
#include "lab/report/panel.h"
#include "lab/report/report.h"
#include "lab/report/sections.h"

namespace lab::report {
namespace {

std::string python_of(const judge::Run& run, const judge::Result& result) {
  return result.python.empty() ? judge::to_string(run.python) : result.python;
}

/// The slug, the question's number and, unless it is the exercise's own, the answer that ran.
std::string title_of(const judge::Exercise& exercise, const judge::Result& result,
                     const Style& style) {
  const std::string_view dot = glyphs(style).separator;
  std::string title = fmt::format("{}{}question {}", exercise.slug, dot, exercise.number);
  const bool own = result.source.ends_with(exercise.slug + "/answer.py");
  if (!result.source.empty() && !own) title += fmt::format("{}{}", dot, result.source);
  return title;
}

/// Pictures of what was observed. How a run ended outranks what it said: one that did not come to
/// its end shows that, and the last things it observed, instead.
std::string draw_panels(const judge::Exercise& exercise, const judge::Run& run,
                        const judge::Result& result, std::size_t most, const Style& style) {
  std::string out;
  const bool came_to_its_end =
      result.status == judge::Status::passed || result.status == judge::Status::failed;
  if (!came_to_its_end) return out;
  for (std::size_t i = 0; i < std::min(exercise.panels.size(), most); ++i) {
    if (!out.empty()) out += '\n';
    out += draw_panel(exercise.panels[i], run, style);
  }
  return out;
}

/// From the whole page to the least of it, in the order in which a learner would miss them least.
std::vector<Fold> folds_of(const judge::Exercise& exercise) {
  using Checks = Fold::Checks;
  std::vector<Fold> folds = {{}, {Checks::by_claim}, {Checks::together}, {Checks::together, 2}};
  for (std::size_t panels = exercise.panels.size(); panels-- > 1;)
    folds.push_back({Checks::together, 2, panels});
  folds.push_back({Checks::in_summary, 2, 1});
  folds.push_back({Checks::in_summary, 1, 1});
  folds.push_back({Checks::in_summary, 1, 1, true});
  return folds;
}

std::string draw_page(const judge::Exercise& exercise, const judge::Run& run,
                      const judge::Result& result, const Fold& fold, bool folded,
                      const Style& style) {
  std::string page = draw_header(title_of(exercise, result, style), python_of(run, result), style);
  page += draw_paragraph(exercise.question, 0, Tone::plain, style, 8);
  const auto add = [&page](const std::string& section) {
    if (!section.empty()) page += "\n" + section;
  };
  const bool in_summary = fold.checks == Fold::Checks::in_summary;
  const int right_column = find_right_column(result, style);
  add(draw_panels(exercise, run, result, fold.panels, style));
  add(draw_ending(run, result, style));
  add(draw_last_seen(run, result, style));
  add(draw_stdout(result, style));
  add(draw_stderr(result, style));
  add(draw_checks(result, right_column, fold, style));
  add(draw_claims(result, right_column, fold, style));
  add(draw_notices(run, style));
  add(draw_summary(result, in_summary, style) +
      draw_next_commands(exercise, result, folded, style));
  return page;
}

}  // namespace

std::string run_page(const judge::Exercise& exercise, const judge::Run& run,
                     const judge::Result& result, const Style& style) {
  std::string page;
  bool folded = false;
  for (const Fold& fold : folds_of(exercise)) {
    page = draw_page(exercise, run, result, fold, folded, style);
    if (style.height <= 0 || std::count(page.begin(), page.end(), '\n') <= style.height) break;
    folded = true;
  }
  return page;
}

}  // namespace lab::report
