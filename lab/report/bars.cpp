#include <algorithm>
#include <cmath>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/value_text.h"

namespace lab::report {
namespace {

constexpr int kLongestBar = 60;

struct Bar {
  std::string label;
  std::string text;
  double value = 0;  ///< 0 where there is nothing to draw
};

Bar bar_of(std::string_view label, const record::Value& value, std::string_view unit,
           const Style& style) {
  Bar bar{cut(shown(label, style), style.width / 2, style), "", 0};
  const auto number = as_number(value);
  const bool whole = value.is<std::int64_t>() || value.is<std::uint64_t>();
  if (!number) {
    bar.text = cut(cell_text(value, style), style.width / 3, style);
  } else if (whole && unit.empty()) {
    bar.text = cell_text(value, style);
  } else {
    bar.text = quantity_text(*number, unit, style);
  }
  if (number && std::isfinite(*number)) bar.value = *number;
  return bar;
}

/// `columns` as whole blocks and one partial one; a value that is not 0 shows at least a sliver.
std::string bar_text(double columns, const Glyphs& signs) {
  int eighths = static_cast<int>(std::lround(columns * 8));
  if (columns > 0 && eighths == 0) eighths = 1;
  std::string text = repeat(signs.full, eighths / 8);
  text += signs.parts[eighths % 8];
  if (text.empty() && columns > 0) text = signs.levels[1];
  return text;
}

std::string draw_bar(const Bar& bar, int start, int longest, double most, const Style& style) {
  Line line;
  line.add(bar.label).pad_to(start);
  if (most > 0) {
    const bool below_zero = bar.value < 0;
    line.add(bar_text(longest * (std::abs(bar.value) / most), glyphs(style)),
             below_zero ? Tone::warn : Tone::good);
    line.pad_to(start + longest + 2);
  }
  return line.add(bar.text).render(style);
}

}  // namespace

std::string draw_bars(const record::Value& values, std::string_view unit, const Style& style) {
  const auto* map = values.get_if<record::Map>();
  if (map == nullptr) return {};
  if (map->empty()) return Line().add("(no value)", Tone::dim).render(style);
  const std::size_t drawn = map->size() <= kMostRows + 1 ? map->size() : kMostRows;
  std::vector<Bar> bars;
  int labels = 0;
  int texts = 0;
  double most = 0;
  for (std::size_t i = 0; i < drawn; ++i) {
    bars.push_back(bar_of((*map)[i].first, (*map)[i].second, unit, style));
    labels = std::max(labels, display_width(bars.back().label));
    texts = std::max(texts, display_width(bars.back().text));
    most = std::max(most, std::abs(bars.back().value));
  }
  const int start = labels + 2;
  const int longest = std::clamp(style.width - start - 2 - texts, 1, kLongestBar);
  std::string out;
  for (const Bar& bar : bars)
    out += draw_bar(bar, start, longest, most, style);
  if (drawn < map->size()) {
    const std::string more = grouped(std::to_string(map->size() - drawn)) + " more";
    out += Line().add(std::string(glyphs(style).ellipsis) + " " + more, Tone::dim).render(style);
  }
  return out;
}

}  // namespace lab::report
