#include <fmt/core.h>

#include <algorithm>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/number_text.h"
#include "lab/report/printable.h"
#include "lab/report/sections.h"

// What the run printed. Each line stands behind a margin: no text from outside begins a line of a
// page, where a CI system could take it for a command ("::error …").

namespace lab::report {
namespace {

constexpr std::size_t kLastOfStdout = 6;
constexpr std::size_t kLastOfStderr = 8;
constexpr std::size_t kLongestLine = 1000;

/// The last `most` lines of `text`, as they stand. `before` counts those that came earlier.
std::vector<std::string_view> last_lines(std::string_view text, std::size_t most,
                                         std::size_t& before) {
  std::vector<std::string_view> lines;
  text = text.substr(0, text.find_last_not_of("\r\n") + 1);
  while (!text.empty() && lines.size() < most) {
    const std::size_t end = text.rfind('\n');
    lines.push_back(end == std::string_view::npos ? text : text.substr(end + 1));
    text = end == std::string_view::npos ? std::string_view() : text.substr(0, end);
  }
  before =
      text.empty() ? 0 : static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  std::reverse(lines.begin(), lines.end());
  return lines;
}

std::string line_text(std::string_view line, const Style& style) {
  std::string text;
  for (const char c : line.substr(0, kLongestLine)) {
    if (c == '\t') {
      text += "    ";
    } else {
      text += c;
    }
  }
  return shown(text, style);
}

std::string draw_output(std::string_view title, const std::string& text, std::size_t most,
                        const Style& style) {
  std::size_t before = 0;
  const auto lines = last_lines(text, most, before);
  if (lines.empty()) return {};
  Line heading(2);
  heading.add(title, Tone::strong);
  if (before > 0) {
    heading.add(fmt::format(", the last {} of {} lines", lines.size(),
                            grouped(std::to_string(before + lines.size()))),
                Tone::dim);
  }
  std::string out = heading.render(style);
  for (const std::string_view line : lines) {
    out += Line(4)
               .add(glyphs(style).margin, Tone::dim)
               .add(" ")
               .add(line_text(line, style))
               .render(style);
  }
  return out;
}

}  // namespace

std::string draw_stdout(const judge::Result& result, const Style& style) {
  return draw_output("what it printed", result.stdout_text, kLastOfStdout, style);
}

std::string draw_stderr(const judge::Result& result, const Style& style) {
  return draw_output("what it wrote to stderr", result.stderr_text, kLastOfStderr, style);
}

}  // namespace lab::report
