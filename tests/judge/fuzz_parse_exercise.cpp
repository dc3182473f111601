#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lab/judge/exercise.h"

// Whatever the text is, parse_exercise gives an exercise or an ExerciseError with a place in it.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    lab::judge::Exercise exercise =
        lab::judge::parse_exercise(text, "exercises/fuzz/one/exercise.toml");
    if (exercise.expectations.empty() || exercise.claims.empty()) std::abort();
  } catch (const lab::judge::ExerciseError& error) {
    if (error.line() < 0 || error.column() < 0) std::abort();
  }
  return 0;
}
