#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "lab/timeline/timeline.h"

namespace lab::timeline {

/// A file of the program that a log tells of, with its text.
struct Source {
  std::string file;  ///< as records name it
  std::string name;  ///< for a person: "demo.py"
  std::string text;
};

/// The sources of a log's own files, as they are now. The names come from a log that anybody may have
/// written: only regular files that end in .py are opened, none larger than 1 MiB. Of `python -c` the
/// code stands in the log itself.
/// @param copies where a file lies that the log knows in another place: the copy of an exercise's
/// experiment that ran is gone when the run has ended
std::vector<Source> sources(const Overview& overview,
                            const std::map<std::string, std::filesystem::path>& copies = {});

}  // namespace lab::timeline
