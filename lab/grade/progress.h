#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <map>
#include <string>

#include "lab/judge/result.h"
#include "lab/report/report.h"

namespace lab::grade {

/// "s01 · gc-cycles", made safe to print.
std::string name_of(const judge::Result& result);

/// Tells who waits how far the work is: on a terminal one line that is drawn anew, with what runs,
/// what is done and the time that is left, and above it a line for each that did not pass; in a log
/// a plain line for each result.
class Progress {
 public:
  Progress(std::size_t total, std::FILE* file);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void started(std::size_t job, std::string name);
  void finished(std::size_t job, const judge::Result& result);
  void draw();
  /// Takes the line away, for other output.
  void clear();

 private:
  std::string line() const;

  const std::size_t total_;
  std::FILE* const file_;
  const bool terminal_;
  const report::Style style_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::map<std::size_t, std::string> running_;
  std::size_t done_ = 0;
  std::size_t not_passed_ = 0;
  bool drawn_ = false;
};

}  // namespace lab::grade
