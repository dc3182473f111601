#include "lab/judge/pattern.h"

#include <fmt/core.h>

#include <regex>

namespace lab::judge {
namespace {

// std::regex of GCC's library backtracks: its recursion is as deep as the text is long, and its
// time may grow exponentially. Its other engine, asked for by __polynomial, walks all states side
// by side instead; it refuses back-references. Another library has the length limit alone.
#ifdef __GLIBCXX__
constexpr auto kSyntax = std::regex::ECMAScript | std::regex_constants::__polynomial;
#else
constexpr auto kSyntax = std::regex::ECMAScript;
#endif

}  // namespace

std::string pattern_problem(const std::string& pattern) {
  if (pattern.size() > kLongestPattern) {
    return fmt::format("is longer than {} characters", kLongestPattern);
  }
  try {
    std::regex compiled(pattern, kSyntax);
    return {};
  } catch (const std::regex_error& error) {
    if (error.code() == std::regex_constants::error_complexity) {
      return "has a back-reference, which could make matching take for ever";
    }
    return fmt::format("is no regular expression ({})", error.what());
  }
}

bool matches_pattern(const std::string& pattern, const std::string& text) {
  if (text.size() > kLongestMatchedText || pattern.size() > kLongestPattern) return false;
  try {
    return std::regex_match(text, std::regex(pattern, kSyntax));
  } catch (const std::regex_error&) {
    return false;
  }
}

}  // namespace lab::judge
