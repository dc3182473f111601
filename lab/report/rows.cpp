#include <algorithm>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/sections.h"

namespace lab::report {
namespace {

constexpr int kWidestRight = 40;

}  // namespace

std::string draw_header(std::string_view left, std::string_view python, const Style& style) {
  const std::string right = shown("CPython " + std::string(python), style);
  const int width = prose_width(style);
  const std::string name = cut(shown(left, style), width - display_width(right) - 2, style);
  return Line().add(name, Tone::strong).add_right(right, width, Tone::dim).render(style);
}

int text_column(const Style& style) {
  const Glyphs& signs = glyphs(style);
  return 2 + std::max(display_width(signs.yes), display_width(signs.no)) + 1;
}

std::string draw_row(const Row& row, int right_column, const Style& style) {
  const int start = text_column(style);
  const auto left = wrap_at_most(row.left, right_column - 2 - start, 4, style);
  const auto right = wrap_at_most(row.right, prose_width(style) - right_column, 3, style);
  std::string out;
  for (std::size_t i = 0; i < std::max({left.size(), right.size(), std::size_t{1}}); ++i) {
    Line line(2);
    if (i == 0) line.add(row.mark, row.tone);
    if (i < left.size()) line.pad_to(start).add(left[i]);
    if (i < right.size()) line.pad_to(right_column).add(right[i], row.right_tone);
    out += line.render(style);
  }
  return out;
}

int find_right_column(const judge::Result& result, const Style& style) {
  int left = display_width("expected answers");
  int right = display_width("observed");
  const auto widen = [&](const std::string& one, const std::string& other) {
    left = std::max(left, display_width(one));
    right = std::max(right, display_width(other));
  };
  for (const judge::Check& check : result.checks) {
    if (!check.hidden) widen(shown(check.name, style), observed_text(check, style));
  }
  for (const judge::ClaimResult& claim : result.claims) {
    widen(shown(claim.claim.text, style), verdict_text(claim.claim, style));
  }
  const int start = text_column(style);
  const int room = prose_width(style) - start - 3;
  right = std::min({right, kWidestRight, std::max(room - left, room * 2 / 5)});
  return start + std::min(left, room - right) + 3;
}

}  // namespace lab::report
