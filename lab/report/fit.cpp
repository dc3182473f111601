#include "lab/report/fit.h"

#include <algorithm>

#include "lab/report/display_width.h"
#include "lab/report/glyphs.h"
#include "lab/report/panel.h"
#include "lab/report/utf8.h"

namespace lab::report {

std::string_view take(std::string_view text, int columns) {
  std::size_t bytes = 0;
  int used = 0;
  while (bytes < text.size()) {
    const CodePoint next = first_code_point(text.substr(bytes));
    used += next.valid ? code_point_width(next.value) : 1;
    if (used > columns) break;
    bytes += next.size;
  }
  return text.substr(0, bytes);
}

std::string cut(std::string_view text, int columns, const Style& style) {
  if (display_width(text) <= columns) return std::string(text);
  const std::string_view ellipsis = glyphs(style).ellipsis;
  const int room = columns - display_width(ellipsis);
  if (room < 0) return std::string(take(text, columns));
  return std::string(take(text, room)).append(ellipsis);
}

std::vector<std::string> wrap(std::string_view text, int columns) {
  columns = std::max(columns, 2);
  std::vector<std::string> lines;
  int used = 0;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) return lines;
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    if (!lines.empty() && used + 1 + display_width(word) <= columns) {
      lines.back().append(" ").append(word);
      used += 1 + display_width(word);
      continue;
    }
    while (!word.empty()) {
      const std::string_view piece = take(word, columns);
      lines.emplace_back(piece);
      used = display_width(piece);
      word.remove_prefix(piece.size());
    }
  }
}

std::vector<std::string> wrap_at_most(std::string_view text, int columns, std::size_t most,
                                      const Style& style) {
  std::vector<std::string> lines = wrap(text, columns);
  if (lines.size() > most) {
    lines.resize(most);
    const std::string_view ellipsis = glyphs(style).ellipsis;
    lines.back() =
        std::string(take(lines.back(), columns - display_width(ellipsis))).append(ellipsis);
  }
  return lines;
}

std::string unfold(std::string_view text) {
  std::string line;
  for (char c : text) {
    const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string repeat(std::string_view glyph, int columns) {
  std::string text;
  for (int i = 0; i < columns; ++i)
    text += glyph;
  return text;
}

}  // namespace lab::report
