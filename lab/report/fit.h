#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/report/report.h"

// Text in columns. All of these take text that went through shown().

namespace lab::report {

/// The longest beginning of `text` that takes no more than `columns`, combining marks included.
std::string_view take(std::string_view text, int columns);

/// `text` in no more than `columns`; what is cut ends in "…".
std::string cut(std::string_view text, int columns, const Style& style);

/// `text` in lines of no more than `columns` (at least 2), broken at blanks, within a word only
/// where it is longer than a line. No line is empty; there is none for an empty text.
std::vector<std::string> wrap(std::string_view text, int columns);

/// As wrap, at most `most` lines, the last one cut when there are more.
std::vector<std::string> wrap_at_most(std::string_view text, int columns, std::size_t most,
                                      const Style& style);

/// The lines of an author's text as one paragraph: its line breaks are those of its file, not of
/// ours.
std::string unfold(std::string_view text);

/// `glyph` again and again, `columns` times; nothing when not positive.
std::string repeat(std::string_view glyph, int columns);

}  // namespace lab::report
