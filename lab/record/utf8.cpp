#include "lab/record/utf8.h"

namespace lab::record {
namespace {

/// What a first byte asks for: how many bytes follow, and the range of the second one, which is
/// what rules out overlong forms, surrogates and numbers above U+10FFFF.
struct Lead {
  std::size_t follow;
  unsigned char low;
  unsigned char high;
};

Lead lead(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (at(0) < 0x80) return {1, 0, at(0)};
  Lead want = lead(at(0));
  if (want.follow == 0) return {0, 1, 0};
  char32_t value = at(0) & (0x3FU >> want.follow);
  for (std::size_t i = 1; i <= want.follow; ++i) {
    unsigned char low = i == 1 ? want.low : 0x80;
    unsigned char high = i == 1 ? want.high : 0xBF;
    if (i >= text.size() || at(i) < low || at(i) > high) return {0, i, 0};
    value = value << 6U | (at(i) & 0x3FU);
  }
  return {want.follow + 1, 0, value};
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    CodePoint point = first_code_point(text);
    if (point.length != 0) {
      out.append(text.substr(0, point.length));
      text.remove_prefix(point.length);
    } else {
      out.append("\uFFFD");
      text.remove_prefix(point.bad);
    }
  }
  return out;
}

}  // namespace lab::record
