#pragma once

#include <map>
#include <string>

#include "lab/judge/judge.h"

namespace lab::report {

/// Lines of the sources of a run, each file read once. The names come from a log that anybody may
/// have written: only regular files that end in .py are opened, and of an exercise only its own.
class SourceLines {
 public:
  explicit SourceLines(const judge::Run& run) : run_(run) {}
  /// The line's text without blanks around it; empty where it cannot be read.
  std::string line(const std::string& file, int number);

 private:
  bool may_read(const std::string& file) const;
  const judge::Run& run_;
  std::map<std::string, std::string> files_;
};

}  // namespace lab::report
