#pragma once

#include <optional>
#include <string_view>

namespace lab::judge {

/// A place in a text, from 1; columns count characters.
struct TextPlace {
  int line = 1;
  int column = 1;
};

/// Where a TOML text first has a character beyond ASCII outside strings and comments, where TOML
/// allows none. toml++ up to 3.4 calls such a place unreachable, and the compiler believes it (its
/// issues 190 and 295); so it is looked for before the text is parsed.
std::optional<TextPlace> non_ascii_outside_strings(std::string_view text);

}  // namespace lab::judge
