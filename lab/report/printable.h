#pragma once

#include <string>
#include <string_view>

#include "lab/report/report.h"

namespace lab::report {

/// True for characters that a terminal obeys or hides instead of showing them: controls,
/// directional and other format characters, line and paragraph separators, variation selectors.
bool is_unprintable(char32_t code_point);

/// `text` as one line of a page: printable, and ASCII only when the style has no Unicode. Every
/// text goes through here before it is measured.
std::string shown(std::string_view text, const Style& style);

}  // namespace lab::report
