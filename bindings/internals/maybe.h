#pragma once

#include <stdint.h>

// A number that a version of CPython may lack. `absent` is null when `value` counts, otherwise the
// reason as a sentence of a few words, in static storage.
struct lab_maybe {
  int64_t value;
  const char* absent;
};
