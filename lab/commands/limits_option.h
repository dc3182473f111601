#pragma once

#include <string_view>

#include "lab/supervise/run.h"

namespace lab::commands {

/// Reads "wall=30,cpu=10,memory=512M,output=1M" over `limits`. Times are seconds; sizes take K, M or G
/// (1024-based); 0 or "none" lifts a limit.
/// @throws UsageError that names the part that is wrong.
supervise::Limits parse_limits(std::string_view text, supervise::Limits limits);

inline constexpr const char* kLimitsHelp =
    "Change the limits: wall=30,cpu=30,memory=2G,output=8M; 'none' lifts one "
    "[wall=10,cpu=10,memory=1G,output=4M, or the exercise's own]";

}  // namespace lab::commands
