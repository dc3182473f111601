#pragma once

#include <random>
#include <string>

#include "lab/judge/judge.h"
#include "sample.h"

// Random runs, as a hostile answer could make them: any bytes wherever text comes from outside, any
// value wherever one is observed. The same seed gives the same run.

namespace lab::report::noise {

using Random = std::mt19937;

/// Bytes that mean something to a terminal, to a CI system or to a decoder, between random ones.
std::string text(Random& random);
/// Nested up to `depth`.
record::Value value(Random& random, int depth = 3);
/// The panels and checks of an exercise as its author wrote them; all else is noise.
sample::Scene scene(Random& random);

}  // namespace lab::report::noise
