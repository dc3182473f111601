#pragma once

#include "lab/judge/section.h"
#include "lab/record/value.h"

namespace lab::judge {

/// An expected value as an author writes it. TOML has no None, address, bytes or long int: tables
/// with one key stand for them.
///
///     {none = true}  {absent = true}  {address = 0x7f00}  {bytes = "00ff"}  {big_int = "12…"}
///
/// @throws ExerciseError for a date, for a malformed one of these, and beyond kMaxDepth
record::Value to_value(const Section& section, const toml::node& node);

/// A number that a double holds exactly; "at_least" is the key to name in messages.
double to_number(const Section& section, const toml::node& node, std::string_view key);

}  // namespace lab::judge
