#include "lab/watch/frame.h"

#include <algorithm>

#include "lab/report/display_width.h"
#include "lab/report/utf8.h"

namespace lab::watch {
namespace {

/// The beginning of `text` that fits into `columns`.
std::string_view beginning(std::string_view text, int columns) {
  int width = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const report::CodePoint next = report::first_code_point(text.substr(at));
    width += report::code_point_width(next.value);
    if (width > columns) break;
    at += next.size;
  }
  return text.substr(0, at);
}

}  // namespace

int columns_of(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const report::CodePoint next = report::first_code_point(text);
    width += report::code_point_width(next.value);
    text.remove_prefix(next.size);
  }
  return width;
}

Row& Row::add(std::string_view text, Look look) {
  if (text.empty()) return *this;
  width_ += columns_of(text);
  if (!spans_.empty() && spans_.back().look == look) {
    spans_.back().text += text;
  } else {
    spans_.push_back({std::string(text), look});
  }
  return *this;
}

Row& Row::pad_to(int column) {
  if (width_ < column) add(std::string(static_cast<std::size_t>(column - width_), ' '));
  return *this;
}

Row& Row::cut_to(int columns, bool unicode) {
  if (width_ <= columns) return *this;
  const std::string_view ellipsis = unicode ? "…" : "...";
  const int room = std::max(0, columns - columns_of(ellipsis));
  Row kept;
  for (const Span& span : spans_) {
    const std::string_view part = beginning(span.text, room - kept.width());
    kept.add(part, span.look);
    if (part.size() < span.text.size()) break;
  }
  kept.add(beginning(ellipsis, columns - kept.width()), Look::dim);
  *this = std::move(kept);
  return *this;
}

Row& Row::beside(int column, const Row& other) {
  pad_to(column);
  for (const Span& span : other.spans_)
    add(span.text, span.look);
  return *this;
}

std::string Row::text() const {
  std::string text;
  for (const Span& span : spans_)
    text += span.text;
  return text;
}

std::vector<std::string> wrapped(std::string_view text, int columns, std::size_t most) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < most) {
    const std::string_view fits = beginning(text, columns);
    if (fits.size() == text.size() || lines.size() + 1 == most) {
      lines.emplace_back(text);
      break;
    }
    const std::size_t blank = text.substr(0, fits.size() + 1).rfind(' ');
    const std::size_t end = blank == std::string_view::npos || blank == 0
                                ? std::max<std::size_t>(fits.size(), 1)
                                : blank;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    while (text.starts_with(' '))
      text.remove_prefix(1);
  }
  return lines;
}

}  // namespace lab::watch
