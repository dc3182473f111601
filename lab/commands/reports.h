#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lab/report/grading.h"

namespace lab::commands {

/// What the command line says of the formats; empty: not wanted.
struct ReportWords {
  std::string json;
  std::string junit;
  std::string gradescope;
  std::string exercism;  ///< a folder
  std::string csv;
  std::string html;
  bool github = false;
};

/// --json F and the others, the same for `lab grade` and `lab merge`.
void add_report_options(CLI::App& verb, ReportWords& words);

/// The files that a grading is written to, all from the one value. While it goes on they are
/// replaced again and again by what is known so far (`complete` false), each time whole: whoever
/// kills us finds valid files.
class Reports {
 public:
  explicit Reports(const ReportWords& words);

  /// The first writing, which finds out whether all of them can be written.
  /// @throws UsageError that names the one that cannot be.
  void begin(const report::Grading& grading);
  /// Writes when the last time is a second ago, or longer where writing takes long. What fails here
  /// (a disk that is full for now) fails in finish, or not at all.
  void update(const std::function<report::Grading()>& grading);
  /// @throws std::runtime_error
  void finish(const report::Grading& grading);

 private:
  struct File {
    std::filesystem::path path;
    std::function<std::string(const report::Grading&)> text;
  };
  void write(const report::Grading& grading, bool last);

  std::vector<File> files_;
  std::filesystem::path exercism_;
  std::chrono::steady_clock::time_point next_;
};

/// Now, as ISO 8601 with the offset of the local time.
std::string present_time();

}  // namespace lab::commands
