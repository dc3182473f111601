#include "lab/report/glyphs.h"

namespace lab::report {
namespace {

constexpr Glyphs kUnicode = {
    .yes = "✓",
    .no = "✗",
    .partly = "~",
    .unknown = "?",
    .separator = " · ",
    .ellipsis = "…",
    .solid = "─",
    .dotted = "·",
    .mark = "▲",
    .margin = "│",
    .empty = "·",
    .box_top = {"┌", "┬", "┐"},
    .box_bottom = {"└", "┴", "┘"},
    .box_dash = "─",
    .box_side = "│",
    .levels = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
    .full = "█",
    .parts = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"},
    .arrow = "→",
    .gained = "▒",
    .lost = "░",
};

constexpr Glyphs kAscii = {
    .yes = "ok",
    .no = "no",
    .partly = "~",
    .unknown = "?",
    .separator = " - ",
    .ellipsis = "...",
    .solid = "-",
    .dotted = ".",
    .mark = "*",
    .margin = "|",
    .empty = ".",
    .box_top = {"+", "+", "+"},
    .box_bottom = {"+", "+", "+"},
    .box_dash = "-",
    .box_side = "|",
    .levels = {"_", ".", ":", "-", "=", "+", "*", "#"},
    .full = "#",
    .parts = {"", "", "", "", "#", "#", "#", "#"},
    .arrow = "->",
    .gained = "+",
    .lost = "-",
};

}  // namespace

const Glyphs& glyphs(const Style& style) {
  return style.unicode ? kUnicode : kAscii;
}

}  // namespace lab::report
