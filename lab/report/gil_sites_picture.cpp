#include "lab/report/gil_sites_picture.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "lab/report/grid.h"
#include "lab/report/number_text.h"
#include "lab/report/printable.h"
#include "lab/report/watched_pictures.h"

namespace lab::report {
namespace {

constexpr std::size_t kMostGilLines = 5;
constexpr int kGilLineColumns = 28;

/// A line may let go in many ways: by each function that it calls, and by being asked.
struct GilLine {
  const judge::GilSite* site = nullptr;
  std::uint64_t blocking = 0;
  std::uint64_t forced = 0;
  std::uint64_t all() const { return blocking + forced; }
};

/// Modules that are part of the interpreter's program, imported before any script runs.
bool is_start_up(const judge::GilSite& site) {
  return site.place.file.empty() || site.place.file.starts_with("<frozen ");
}

std::string what_let_go(const GilLine& line) {
  if (line.blocking == 0) return "the evaluation loop, asked to";
  if (!line.site->called.empty()) return line.site->called + "()";
  if (!line.site->function.empty()) return line.site->function;
  return "a C function";
}

std::vector<GilLine> gil_lines(const judge::WatchedGil& gil) {
  std::map<std::tuple<std::string, int, std::string, bool>, GilLine> by_place;
  for (const auto& [number, site] : gil.sites) {
    if (is_start_up(site)) continue;
    const std::string& name = site.called.empty() ? site.function : site.called;
    // What a line called does not matter where it was asked between two instructions.
    const bool asked = site.blocking == 0;
    GilLine& line = by_place[{site.place.file, site.place.line, asked ? "" : name, asked}];
    line.site = &site;
    line.blocking += site.blocking;
    line.forced += site.forced;
  }
  std::vector<GilLine> lines;
  for (const auto& [place, line] : by_place) {
    if (line.all() > 0) lines.push_back(line);
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const GilLine& a, const GilLine& b) { return a.all() > b.all(); });
  return lines;
}

}  // namespace

std::string draw_gil_sites(const judge::WatchedGil& gil, const Style& style) {
  const std::vector<GilLine> lines = gil_lines(gil);
  if (lines.empty()) return {};
  Grid grid;
  grid.columns = {{"let go at"}, {"by"}, {"by itself", true}, {"asked to", true}};
  for (const GilLine& line : lines) {
    if (grid.rows.size() == kMostGilLines) break;
    grid.rows.push_back(
        {line_text(line.site->place.file, line.site->place.line, kGilLineColumns, style),
         shown(what_let_go(line), style), grouped(std::to_string(line.blocking)),
         grouped(std::to_string(line.forced))});
  }
  grid.left_out = lines.size() - grid.rows.size();
  return draw_grid(std::move(grid), style);
}

}  // namespace lab::report
