#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lab::record {

/// `text` with every byte sequence that is not UTF-8 (surrogates and overlong forms included)
/// replaced by U+FFFD, one for each maximal part, as Unicode recommends.
std::string valid_utf8(std::string_view text);

/// The first code point of `text`: its length in bytes, and 0 when it is not UTF-8; then `bad` is
/// how many bytes one U+FFFD stands for. `text` must not be empty.
struct CodePoint {
  std::size_t length = 0;
  std::size_t bad = 0;
  char32_t value = 0;
};
CodePoint first_code_point(std::string_view text);

}  // namespace lab::record
