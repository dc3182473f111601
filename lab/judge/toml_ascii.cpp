#include "lab/judge/toml_ascii.h"

#include <array>

namespace lab::judge {
namespace {

/// Takes one string or comment off the start of `text`, from its opening mark to its closing one,
/// or to where it must end. @returns its length; 0 when there is none at the start.
std::size_t length_of_quoted(std::string_view text) {
  struct Quoted {
    std::string_view open;
    std::string_view close;
    bool escapes;
    bool one_line;
  };
  static constexpr std::array<Quoted, 5> kKinds = {{{"\"\"\"", "\"\"\"", true, false},
                                                    {"'''", "'''", false, false},
                                                    {"\"", "\"", true, true},
                                                    {"'", "'", false, true},
                                                    {"#", "\n", false, true}}};
  for (const Quoted& kind : kKinds) {
    if (!text.starts_with(kind.open)) continue;
    std::size_t at = kind.open.size();
    while (at < text.size()) {
      if (text.substr(at).starts_with(kind.close)) return at + kind.close.size();
      if (kind.one_line && text[at] == '\n') return at;
      at += kind.escapes && text[at] == '\\' ? 2 : 1;
    }
    return text.size();
  }
  return 0;
}

TextPlace place_of(std::string_view text, std::size_t offset) {
  TextPlace place;
  for (char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++place.column;
    }
  }
  return place;
}

}  // namespace

std::optional<TextPlace> non_ascii_outside_strings(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  std::size_t at = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  while (at < text.size()) {
    if (std::size_t length = length_of_quoted(text.substr(at))) {
      at += length;
    } else if (static_cast<unsigned char>(text[at]) >= 0x80) {
      return place_of(text, at);
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

}  // namespace lab::judge
