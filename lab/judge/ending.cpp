#include "lab/judge/ending.h"

#include <fmt/core.h>

#include <filesystem>

namespace lab::judge {
namespace {

using supervise::Cause;

constexpr std::size_t kLongestMessage = 300;
constexpr std::size_t kLongestDeadlock = 1000;

/// The first line of a text, cut between two characters where it is too long.
std::string one_line(const std::string& text, std::size_t longest = kLongestMessage) {
  std::string line = text.substr(0, text.find('\n'));
  bool cut = line.size() < text.size();
  if (line.size() > longest) {
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U)
      --end;
    line.resize(end);
    cut = true;
  }
  return cut ? line + "…" : line;
}

std::string exception_message(const record::Exception& exception) {
  std::string text = exception.type;
  if (!exception.message.empty()) text += ": " + one_line(exception.message);
  if (exception.file.empty()) return text;
  std::string file = std::filesystem::path(exception.file).filename().string();
  if (exception.line > 0) return fmt::format("{} ({}:{})", text, file, exception.line);
  return fmt::format("{} ({})", text, file);
}

/// What it waited for when it was stopped, where that is known to last for ever.
std::string deadlock_message(const Run& run) {
  const auto deadlocks = run.watched.locks.deadlocks();
  const bool waited =
      run.outcome.cause == Cause::wall_time || run.outcome.cause == Cause::interrupted;
  if (deadlocks.empty() || !waited) return {};
  return "deadlock: " + one_line(deadlocks.front()->sentence(), kLongestDeadlock);
}

Ending stopped(Cause cause, std::string message) {
  return {false, cause, std::move(message)};
}

}  // namespace

Ending ending_of(const Run& run) {
  const supervise::Outcome& outcome = run.outcome;
  if (run.forbidden && outcome.cause != Cause::interrupted) {
    return stopped(Cause::forbidden, one_line(*run.forbidden));
  }
  if (outcome.cause == Cause::exception ||
      (outcome.cause == Cause::exited && outcome.status != 0)) {
    if (run.exception) return stopped(Cause::exception, exception_message(*run.exception));
  }
  if (std::string message = deadlock_message(run); !message.empty())
    return stopped(outcome.cause, std::move(message));
  if (outcome.cause != Cause::exited) return stopped(outcome.cause, supervise::describe(outcome));
  if (outcome.status != 0) {
    return stopped(Cause::exited, fmt::format("ended with exit status {}", outcome.status));
  }
  if (run.damage.lost_records > 0) {
    return stopped(Cause::output,
                   fmt::format("the log is full: {} records were lost", run.damage.lost_records));
  }
  if (run.damage.corrupt_records > 0 || run.damage.cut) {
    return stopped(Cause::exited, "the log is damaged: something wrote over it");
  }
  if (!run.ended) {
    return stopped(Cause::exited,
                   "the host did not write its end record: the process left by os._exit() or the "
                   "like, or an experiment was left halfway by sys.exit()");
  }
  return {true, Cause::exited, ""};
}

}  // namespace lab::judge
