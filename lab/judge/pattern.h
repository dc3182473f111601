#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lab::judge {

inline constexpr std::size_t kLongestPattern = 500;
inline constexpr std::size_t kLongestMatchedText = 10'000;

/// What is wrong with an ECMAScript regular expression; empty: nothing. Back-references are
/// refused: without them a match takes time in proportion to the text, whatever the text is.
std::string pattern_problem(const std::string& pattern);

/// Whether the whole of `text` matches. False for a text of more than kLongestMatchedText bytes and
/// for a pattern that has a problem.
bool matches_pattern(const std::string& pattern, const std::string& text);

}  // namespace lab::judge
