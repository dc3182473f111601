#pragma once

#include <string>
#include <variant>
#include <vector>

#include "lab/judge/exercise.h"

namespace lab::commands {

/// What a person can name to be run: an exercise by its slug, a script, -m MODULE or -c CODE.
struct Script {
  std::string name;                    ///< for messages and as `source`: the path, "-m x", "-c"
  std::vector<std::string> arguments;  ///< for the host, as python takes them
};
using Target = std::variant<judge::Exercise, Script>;

/// What the command line says of a target; at most one of the three is not empty.
struct TargetWords {
  std::string name;    ///< slug or path
  std::string module;  ///< -m
  std::string code;    ///< -c
  std::vector<std::string> arguments;
};

/// @throws UsageError for an unknown slug (with the nearest names) and for a file that is no
/// script.
/// @throws judge::ExerciseError when the exercise's own exercise.toml is broken.
Target resolve_target(const TargetWords& words);

/// The exercise `slug`. @throws as resolve_target.
judge::Exercise find_exercise(const std::string& slug);

/// Checks that `path` can be a Python source file: there, readable, no folder, no NUL byte.
/// @throws UsageError
void require_source_file(const std::filesystem::path& path);

}  // namespace lab::commands
