#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "lab/commands/target.h"

namespace lab::commands {

/// What `lab watch` takes beside the target, for the `lab run` that it starts.
struct WatchedRunWords {
  TargetWords target;
  std::string answer;
  std::string python;
  std::string watch;
  std::string limits;
  std::string log_size;
};

/// A target that is run to be looked at.
struct WatchedTarget {
  std::string title;                   ///< "gc-cycles · question 4", "demo.py"
  std::string question;                ///< of an exercise
  std::string name;                    ///< of its log
  std::vector<std::string> arguments;  ///< of `lab`: "run", …
  std::vector<std::filesystem::path>
      sources;  ///< which are looked at, and start it anew when saved
  std::map<std::string, std::filesystem::path> copies;  ///< what runs of an exercise are copies
};

/// What is watched where nobody says what: enough to see code, memory and threads move.
inline constexpr const char* kDefaultWatch = "lines,gc,gil";

/// @throws UsageError as `lab run` would, before anything is started
WatchedTarget watched_target(const WatchedRunWords& words);

}  // namespace lab::commands
