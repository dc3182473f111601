#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/source_line.h"
#include "lab/report/watched_pictures.h"

namespace lab::report {
namespace {

constexpr std::size_t kHotLines = 12;
constexpr std::size_t kOpcodes = 10;
constexpr int kHeat = 10;  ///< columns of the longest bar beside a line

struct HotRow {
  std::string place;
  std::string count;
  std::string source;
  double share = 0;  ///< of the hottest
};

std::string draw_hot_rows(const std::vector<HotRow>& rows, const Style& style) {
  int places = 0;
  int counts = 0;
  for (const HotRow& row : rows) {
    places = std::max(places, display_width(row.place));
    counts = std::max(counts, display_width(row.count));
  }
  std::string out;
  for (const HotRow& row : rows) {
    Line line;
    line.add(row.place).add_right(row.count, places + 2 + counts).add("  ");
    const int bar = std::max(1, static_cast<int>(std::lround(row.share * kHeat)));
    line.add(repeat(glyphs(style).full, bar), Tone::good);
    line.pad_to(places + 2 + counts + 2 + kHeat + 2).add(row.source, Tone::dim);
    out += line.render(style);
  }
  return out;
}

}  // namespace

std::string draw_lines(const judge::Run& run, const Style& style) {
  const std::vector<judge::HotLine> hottest = run.watched.lines.hottest(kHotLines);
  SourceLines sources(run);
  std::vector<HotRow> rows;
  for (const judge::HotLine& one : hottest) {
    const double share =
        static_cast<double>(one.events) / static_cast<double>(hottest.front().events);
    rows.push_back({line_text(one.file, one.line, style.width * 2 / 5, style),
                    grouped(std::to_string(one.events)),
                    shown(sources.line(one.file, one.line), style), share});
  }
  return draw_hot_rows(rows, style);
}

std::string draw_instructions(const judge::WatchedInstructions& watched, const Style& style) {
  const auto counts = watched.by_count();
  if (counts.empty()) return {};
  record::Map bars;
  std::uint64_t drawn = 0;
  for (std::size_t i = 0; i < std::min(counts.size(), kOpcodes); ++i) {
    bars.emplace_back(counts[i].opcode.empty() ? "(no name)" : counts[i].opcode, counts[i].events);
    drawn += counts[i].events;
  }
  std::string out = draw_bars(bars, "", style);
  if (counts.size() > kOpcodes) {
    const std::string more =
        fmt::format("{} {}: {}", glyphs(style).ellipsis,
                    counted(counts.size() - kOpcodes, "more opcode", "more opcodes"),
                    grouped(std::to_string(watched.events - drawn)));
    out += Line().add(more, Tone::dim).render(style);
  }
  return out;
}

}  // namespace lab::report
