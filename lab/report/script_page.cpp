#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "lab/report/glyphs.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/report.h"
#include "lab/report/sections.h"
#include "lab/report/value_text.h"
#include "lab/report/watched_pictures.h"

namespace lab::report {
namespace {

std::string draw_observed(const judge::Run& run, const Style& style) {
  if (run.observations.empty()) return {};
  Grid grid;
  grid.columns = {{"name", false}, {"value", false}, {"where", false}};
  for (const record::Observation& observation : run.observations) {
    if (grid.rows.size() > kMostRows) {
      ++grid.left_out;
      continue;
    }
    const std::string file = std::filesystem::path(observation.file).filename().string();
    grid.rows.push_back({shown(observation.name, style), answer_text(observation.value, style),
                         shown(fmt::format("{}:{}", file, observation.line), style)});
  }
  Style narrower = style;
  narrower.width -= 4;
  return Line(2).add("observed", Tone::strong).render(style) +
         indented(draw_grid(grid, narrower), 4);
}

}  // namespace

std::string script_page(const judge::Run& run, const judge::Result& result, const Style& style) {
  // The script's own output, its traceback included, stood on the terminal already.
  std::string body;
  const auto add = [&body](const std::string& section) {
    if (!section.empty()) body += (body.empty() ? "" : "\n") + section;
  };
  add(draw_ending(run, result, style));
  add(draw_watched(run, style));
  add(draw_observed(run, style));
  add(draw_notices(run, style));
  if (body.empty()) return body;
  const std::string python = result.python.empty() ? judge::to_string(run.python) : result.python;
  const std::string title = fmt::format("lab{}{}", glyphs(style).separator, result.source);
  return draw_header(title, python, style) + body + "\n" + draw_summary(result, false, style) +
         draw_trace_command(result, style);
}

}  // namespace lab::report
