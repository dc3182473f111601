#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lab/supervise/run.h"

namespace lab::commands {

/// Reads "wall=30,cpu=10,memory=512M,output=1M" over `limits`. Times are seconds; sizes take K, M
/// or G (1024-based); 0 or "none" lifts a limit.
/// @throws UsageError that names the part that is wrong.
supervise::Limits parse_limits(std::string_view text, supervise::Limits limits);

/// Reads "64M" as bytes, with the units of parse_limits. @throws UsageError that names `option`.
std::uint64_t parse_size(const std::string& text, std::string_view option);

inline constexpr const char* kLimitsHelp =
    "Change the limits: wall=30,cpu=30,memory=2G,output=8M; 'none' lifts one "
    "[wall=10,cpu=10,memory=1G,output=4M, or the exercise's own]";

}  // namespace lab::commands
