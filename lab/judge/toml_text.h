#pragma once

#include <filesystem>
#include <string_view>

#include "lab/judge/toml.h"

namespace lab::judge {

/// Parses the text of an exercise.toml.
/// @throws ExerciseError for what is not TOML, with the place, and for a file too large to be one.
toml::table parse_toml(std::string_view text, const std::filesystem::path& file);

}  // namespace lab::judge
