#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lab::report {

/// One step through text of unknown origin.
struct CodePoint {
  char32_t value = 0;    ///< the byte itself when not valid
  std::size_t size = 1;  ///< bytes taken
  bool valid = true;     ///< false: this byte begins no well-formed UTF-8 sequence
};

/// The first code point of `text`, which is not empty. Overlong forms, surrogates and values beyond
/// U+10FFFF are not valid.
CodePoint first_code_point(std::string_view text);

void append_utf8(std::string& text, char32_t code_point);

}  // namespace lab::report
