#pragma once

#include <string>
#include <string_view>

namespace lab::explain {

/// What one change of a watched structure did, as the rest of a sentence whose subject is the
/// instruction that did it: "{object} gets longer: {before} → {after}".
struct Change {
  std::string_view structure;  ///< "dict": as the event says (bindings/internals/snapshot_*.c)
  std::string_view change;     ///< "insert"
  const char* phrase;  ///< with {object}, {at}, {before}, {after}, {slot}, {entry} to be filled in
  const char* title;
};

/// @returns null where the structure knows no such change
const Change* find_change(std::string_view structure, std::string_view change);

/// The file of CPython's sources that makes such changes; "" for a structure that is not known.
std::string_view source_of(std::string_view structure);

}  // namespace lab::explain
