#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lab/record/reader.h"

// Reading the fields of an event that anybody may have written: a field may be missing, absent, of
// another type, or hold any value and any length.

namespace lab::judge {

/// Longer texts of events are cut: a path, a key, a qualified name.
inline constexpr std::size_t kLongestEventText = 300;

/// The text `name`, cut to kLongestEventText; empty when it is missing or no text. Lives as long as
/// the event.
std::string_view text_in(const record::Event& event, std::string_view name);
std::optional<std::int64_t> integer_in(const record::Event& event, std::string_view name);
/// A number that is not negative; 0 for all else.
std::uint64_t count_in(const record::Event& event, std::string_view name);
/// The largest number stands for all that are larger still.
std::uint64_t add_capped(std::uint64_t a, std::uint64_t b);

/// The address `name` (or a number in its place); 0 for all else.
std::uint64_t address_in(const record::Event& event, std::string_view name);

/// Of the head of an event's record.
struct EventOrigin {
  std::uint64_t time = 0;  ///< nanoseconds since the log was created
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
};

/// Where in the program an event happened.
struct EventPlace {
  std::string file;
  std::string code;  ///< qualified name
  int line = 0;      ///< 0: not said
  std::string opcode;
};
int line_in(const record::Event& event);
EventPlace place_in(const record::Event& event);

}  // namespace lab::judge
