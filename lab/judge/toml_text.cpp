#include "lab/judge/toml_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "lab/judge/exercise.h"
#include "lab/judge/toml_ascii.h"

namespace fs = std::filesystem;

namespace lab::judge {
namespace {

// No exercise is as large. toml++ recurses as deep as tables and dotted keys nest, and a dotted key
// stands on one line.
constexpr std::size_t kLargestFile = std::size_t{256} << 10U;
constexpr std::size_t kLongestLine = 4000;

void require_size(std::string_view text, const fs::path& file) {
  if (text.size() > kLargestFile) {
    throw ExerciseError(
        file, 0, 0,
        fmt::format("has {} bytes; at most {} were expected", text.size(), kLargestFile));
  }
  int number = 1;
  while (!text.empty()) {
    std::size_t length = std::min(text.find('\n'), text.size());
    if (length > kLongestLine) {
      throw ExerciseError(
          file, number, 1,
          fmt::format("a line of {} bytes; at most {} were expected", length, kLongestLine));
    }
    text.remove_prefix(std::min(length + 1, text.size()));
    ++number;
  }
}

bool breaks_the_parser(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const toml::parse_error&) {
    // An ordinary error: it knows its place.
  } catch (const TomlFault&) {
    return true;
  }
  return false;
}

/// The line that breaks the parser: the first whose end makes a text that does. Lines behind it are
/// never reached, so that halving finds it.
int breaking_line(std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') ends.push_back(at + 1);
  }
  auto breaks = [&](std::size_t end) { return breaks_the_parser(text.substr(0, end)); };
  auto first =
      std::partition_point(ends.begin(), ends.end(), [&](std::size_t end) { return !breaks(end); });
  return static_cast<int>(first - ends.begin()) + 1;
}

}  // namespace

toml::table parse_toml(std::string_view text, const fs::path& file) {
  require_size(text, file);
  if (std::optional<TextPlace> place = non_ascii_outside_strings(text)) {
    throw ExerciseError(file, place->line, place->column,
                        "not TOML: a character beyond ASCII outside quotes; quotes around it were "
                        "expected");
  }
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    toml::source_position place = error.source().begin;
    throw ExerciseError(file, static_cast<int>(place.line), static_cast<int>(place.column),
                        fmt::format("not TOML: {}", error.description()));
  } catch (const TomlFault&) {
    throw ExerciseError(file, breaking_line(text), 1,
                        "not TOML: the name of a table was expected, as in [run] or [[expect]]");
  }
}

}  // namespace lab::judge
