#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lab/judge/result.h"

// What the results of many runs mean for the exit code.

namespace lab::grade {

/// What each person's sum has to reach: "80%" of the points, or "12" points.
struct MinimumScore {
  double number = 0;
  bool percent = false;
};
/// Nothing when `text` is neither.
std::optional<MinimumScore> parse_minimum(std::string_view text);

enum class Verdict { passed, wrong, could_not_run };

/// Without a minimum: all have to pass; one that did not come to its end outranks wrong answers. With
/// one, each person's points decide and nothing else, for what did not come to its end has none.
/// Skipped ones count neither way.
Verdict verdict_of(std::span<const judge::Result> results,
                   const std::optional<MinimumScore>& minimum);

/// A line for each person below the minimum.
std::string draw_below_minimum(std::span<const judge::Result> results, const MinimumScore& minimum);

}  // namespace lab::grade
