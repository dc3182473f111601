#include "lab/report/printable.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "lab/report/display_width.h"
#include "lab/report/utf8.h"

namespace lab::report {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Beyond the controls: format characters (category Cf), separators (Zl, Zp) and variation
// selectors. A bidirectional override can make a page read as something that it does not say.
constexpr Range kHidden[] = {
    {0x00AD, 0x00AD},   {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},
    {0x070F, 0x070F},   {0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x180B, 0x180F},
    {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

/// More marks than any script stacks on one letter would climb over the lines above.
constexpr int kMostCombining = 4;

std::string escaped(char32_t value) {
  switch (value) {
    case 0x1B:
      return "␛";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
  }
  if (value < 0x80) return fmt::format("\\x{:02x}", static_cast<unsigned>(value));
  if (value < 0x10000) return fmt::format("\\u{:04x}", static_cast<unsigned>(value));
  return fmt::format("\\U{:08x}", static_cast<unsigned>(value));
}

/// ASCII for what our own pages and texts use; everything else is shown by number.
std::string ascii_of(char32_t value) {
  switch (value) {
    case U'␛':
      return "\\x1b";
    case U'…':
      return "...";
    case U'·':
      return "-";
    case U'–':
    case U'—':
    case U'−':
      return "-";
    case U'‘':
    case U'’':
      return "'";
    case U'“':
    case U'”':
      return "\"";
    case U'×':
      return "x";
    case U'→':
      return "->";
    case U'≤':
      return "<=";
    case U'≥':
      return ">=";
    case U'≠':
      return "!=";
    case U'µ':
    case U'μ':
      return "u";
    case U'\u00A0':
      return " ";
  }
  return escaped(value);
}

}  // namespace

bool is_unprintable(char32_t code_point) {
  if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) return true;
  return std::any_of(std::begin(kHidden), std::end(kHidden), [code_point](const Range& range) {
    return code_point >= range.first && code_point <= range.last;
  });
}

std::string printable(std::string_view text, bool keep_newlines) {
  std::string out;
  out.reserve(text.size());
  int combining = 0;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    const bool kept = keep_newlines && (next.value == '\n' || next.value == '\t');
    combining = next.valid && code_point_width(next.value) == 0 ? combining + 1 : 0;
    if (!next.valid) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(next.value));
    } else if ((is_unprintable(next.value) && !kept) || combining > kMostCombining) {
      out += escaped(next.value);
    } else {
      out += text.substr(0, next.size);
    }
    text.remove_prefix(next.size);
  }
  return out;
}

std::string shown(std::string_view text, const Style& style) {
  std::string safe = printable(text);
  if (style.unicode) return safe;
  std::string out;
  for (std::string_view rest = safe; !rest.empty();) {
    const CodePoint next = first_code_point(rest);
    out += next.value < 0x80 ? std::string(1, static_cast<char>(next.value)) : ascii_of(next.value);
    rest.remove_prefix(next.size);
  }
  return out;
}

}  // namespace lab::report
