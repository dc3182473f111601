#include "lab/grade/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cmath>

#include "lab/grade/summary.h"
#include "lab/report/fit.h"

namespace lab::grade {
namespace {

using Clock = std::chrono::steady_clock;

std::string time_text(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min", (whole + 59) / 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string result_line(const judge::Result& result) {
  std::string line =
      fmt::format("{:<7}  {}  {} of {}", judge::to_string(result.status), name_of(result),
                  points_text(result.score), points_text(result.max_score));
  if (!result.message.empty()) {
    line += "  " + report::printable(result.message.substr(0, 300));
  } else if (result.status == judge::Status::failed) {
    std::size_t wrong = 0;
    for (const judge::Check& check : result.checks)
      wrong += check.status == judge::CheckStatus::passed ? 0U : 1U;
    line += fmt::format("  {} of {} checks did not hold", wrong, result.checks.size());
  }
  return line;
}

}  // namespace

std::string name_of(const judge::Result& result) {
  const std::string& what = result.exercise.empty() ? result.source : result.exercise;
  if (result.person.empty()) return report::printable(what);
  return report::printable(result.person) + " · " + report::printable(what);
}

Progress::Progress(std::size_t total, std::FILE* file)
    : total_(total),
      file_(file),
      terminal_(isatty(fileno(file)) != 0),
      style_(report::detect_style(file)) {}

void Progress::started(std::size_t job, std::string name) {
  running_[job] = std::move(name);
}

void Progress::finished(std::size_t job, const judge::Result& result) {
  running_.erase(job);
  ++done_;
  const bool passed = result.status == judge::Status::passed;
  if (!passed) ++not_passed_;
  if (terminal_ && passed) return;
  clear();
  const std::string line = result_line(result);
  fmt::print(file_, "{}\n", terminal_ ? report::cut(line, style_.width - 1, style_) : line);
  std::fflush(file_);
}

std::string Progress::line() const {
  const double elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
  std::string text = fmt::format("{} of {} done, {} not passed", done_, total_, not_passed_);
  if (done_ > 0 && done_ < total_) {
    const double left = elapsed / static_cast<double>(done_) * static_cast<double>(total_ - done_);
    text += fmt::format(", about {} left", time_text(left));
  }
  std::string_view before = " · ";
  for (const auto& [job, name] : running_) {
    text.append(before).append(name);
    before = ", ";
  }
  return report::cut(text, style_.width - 1, style_);
}

void Progress::draw() {
  if (!terminal_) return;
  fmt::print(file_, "\r\x1b[K{}", line());
  std::fflush(file_);
  drawn_ = true;
}

void Progress::clear() {
  if (!drawn_) return;
  fmt::print(file_, "\r\x1b[K");
  std::fflush(file_);
  drawn_ = false;
}

}  // namespace lab::grade
