#include "lab/report/line.h"

#include <algorithm>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"

namespace lab::report {
namespace {

std::string_view sgr(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::strong:
      return "\x1b[1m";
    case Tone::dim:
      return "\x1b[2m";
    case Tone::good:
      return "\x1b[32m";
    case Tone::bad:
      return "\x1b[31m";
    case Tone::warn:
      return "\x1b[33m";
  }
  return "";
}

/// What could not be drawn anyway is not looked at: a message may hold megabytes.
constexpr std::size_t kLongestText = 16384;

}  // namespace

Line& Line::add(std::string_view text, Tone tone) {
  if (text.empty()) return *this;
  pieces_.push_back({std::string(text), tone});
  width_ += display_width(text);
  return *this;
}

Line& Line::pad_to(int column) {
  return column > width_ ? add(repeat(" ", column - width_)) : *this;
}

Line& Line::add_right(std::string_view text, int column, Tone tone) {
  pad_to(column - display_width(text));
  return add(text, tone);
}

std::string Line::render(const Style& style) const {
  const std::string_view ellipsis = glyphs(style).ellipsis;
  const bool too_long = width_ > style.width;
  int room = too_long ? style.width - display_width(ellipsis) : style.width;
  std::string out;
  std::string blanks;  // held back until something stands behind them
  for (const Piece& piece : pieces_) {
    std::string_view text = take(piece.text, room);
    room -= display_width(text);
    const bool whole = text.size() == piece.text.size();
    const std::string_view body = text.substr(0, text.find_last_not_of(' ') + 1);
    if (!body.empty()) {
      const std::string_view code = style.colour ? sgr(piece.tone) : "";
      out.append(blanks).append(code).append(body).append(code.empty() ? "" : "\x1b[0m");
      blanks.clear();
    }
    blanks.append(text.substr(body.size()));
    if (!whole) break;
  }
  if (too_long) out.append(blanks).append(ellipsis);
  return out += '\n';
}

std::string draw_paragraph(std::string_view text, int indent, Tone tone, const Style& style,
                           std::size_t most) {
  std::string out;
  const std::string safe = shown(unfold(text.substr(0, kLongestText)), style);
  for (const std::string& line : wrap_at_most(safe, prose_width(style) - indent, most, style)) {
    out += Line(indent).add(line, tone).render(style);
  }
  return out;
}

std::string draw_labelled(std::string_view label, std::string_view text, int indent,
                          int label_width, const Style& style, std::size_t most) {
  std::string out;
  const std::string safe = shown(text.substr(0, kLongestText), style);
  const int start = indent + label_width;
  for (const std::string& line : wrap_at_most(safe, prose_width(style) - start, most, style)) {
    Line drawn(indent);
    if (out.empty()) drawn.add(label, Tone::dim);
    out += drawn.pad_to(start).add(line).render(style);
  }
  return out;
}

std::string indented(std::string_view lines, int columns) {
  std::string out;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    if (!line.empty()) out.append(static_cast<std::size_t>(columns), ' ').append(line);
    out += '\n';
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
  }
  return out;
}

int prose_width(const Style& style) {
  return std::min(style.width, 100);
}

}  // namespace lab::report
