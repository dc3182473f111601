#pragma once

#include <span>
#include <string_view>

#include "lab/watch/view.h"

namespace lab::watch {

// Keys that are no characters, apart from any terminal's own numbers.
enum Key : int {
  kLeft = 1000,
  kRight,
  kShiftLeft,
  kShiftRight,
  kHome,
  kEnd,
  kPageUp,
  kPageDown,
  kTab
};

/// A key and what it does, for the help. `key` as a person reads it.
struct Binding {
  int code;
  Action action;
  std::string_view key;
  std::string_view meaning;  ///< empty: another key for what is told already
};
std::span<const Binding> bindings();

Action action_of(int key);

}  // namespace lab::watch
