#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "lab/judge/checking.h"
#include "lab/supervise/outcome.h"

namespace fs = std::filesystem;

namespace lab::judge {
namespace {

using supervise::Cause;

constexpr std::size_t kFewest = 2;

/// The ways for a run to end that a wrong answer can mean to show.
constexpr std::array kCauses = {Cause::exception, Cause::signal, Cause::wall_time, Cause::cpu_time,
                                Cause::memory,    Cause::output, Cause::forbidden, Cause::exited};

std::vector<fs::path> files_of(const Exercise& exercise) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(exercise.directory / "wrong", error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".py") files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Whether a promise can be kept at all: findings for what is wrong with it.
bool check_promise(Checking& checking, const fs::path& file, const Promise& promise) {
  if (promise.checks.empty() && promise.cause.empty()) {
    checking.error(file,
                   "does not say what it fails on; '# fails: NAME OF AN EXPECTATION' was "
                   "expected in the comment at its top");
    return false;
  }
  std::string causes;
  for (Cause cause : kCauses) {
    if (supervise::to_string(cause) == promise.cause) return true;
    causes += (causes.empty() ? "" : ", ") + std::string(supervise::to_string(cause));
  }
  if (promise.cause.empty()) return true;
  checking.error(file,
                 fmt::format("'# fails: error {}' names no way for a run to end; one of {} was "
                             "expected",
                             promise.cause, causes));
  return false;
}

/// The promised checks that apply to this Python. Names that no expectation has are findings.
std::vector<std::string> applicable(Checking& checking, const fs::path& file,
                                    const Promise& promise) {
  std::vector<std::string> known;
  std::vector<std::string> applying;
  for (const Expectation& expectation : checking.exercise.expectations) {
    known.push_back(expectation.name);
    if (expectation.python.contains(checking.python)) applying.push_back(expectation.name);
  }
  std::vector<std::string> names;
  for (const std::string& name : promise.checks) {
    if (std::find(applying.begin(), applying.end(), name) != applying.end()) names.push_back(name);
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::vector<std::string> near = nearest(name, known);
    checking.error(file,
                   fmt::format("'# fails: {}' names no expectation of exercise.toml{}", name,
                               near.empty() ? "" : fmt::format("; is it '{}'?", near.front())));
  }
  return names;
}

bool ends_as_promised(const Promise& promise, const Result& result) {
  if (promise.cause.empty()) return result.status == Status::failed;
  return result.status == Status::error && supervise::to_string(result.cause) == promise.cause;
}

std::string promised_text(const Promise& promise) {
  if (promise.cause.empty()) return fmt::format("fails on '{}'", promise.checks.front());
  return fmt::format("ends in error ({})", promise.cause);
}

void compare(Checking& checking, const fs::path& file, const std::vector<std::string>& names,
             const Result& result) {
  for (const std::string& name : names) {
    auto check = std::find_if(result.checks.begin(), result.checks.end(),
                              [&](const Check& candidate) { return candidate.name == name; });
    if (check == result.checks.end()) {
      checking.error(file, fmt::format("does not fail on '{}': its run did not check it", name));
    } else if (check->status != CheckStatus::failed) {
      checking.error(file,
                     fmt::format("does not fail on '{}': {}", name, to_string(check->status)));
    }
  }
}

void check_one(Checking& checking, const fs::path& file) {
  Promise promise = read_promise(read_text(file));
  if (!check_promise(checking, file, promise)) return;
  std::vector<std::string> names = applicable(checking, file, promise);
  if (names.empty() && promise.cause.empty()) {
    checking.warning(file, fmt::format("not tried: nothing that it fails on applies to Python {}",
                                       to_string(checking.python)));
    return;
  }
  Result result = checking.run_wrong(file);
  if (checking.interrupted) return;
  if (does_not_compile(result)) {
    checking.error(file, fmt::format("does not compile: {}", result.message));
  } else if (!ends_as_promised(promise, result)) {
    checking.error(file, fmt::format("says that it {}; its run ended in {}", promised_text(promise),
                                     ending_text(result)));
  } else {
    compare(checking, file, names, result);
  }
}

}  // namespace

void check_wrong_answers(Checking& checking) {
  std::vector<fs::path> files = files_of(checking.exercise);
  if (files.size() < kFewest) {
    checking.error(
        checking.exercise.directory / "wrong",
        fmt::format("holds {} wrong answers; at least {} were expected", files.size(), kFewest));
  }
  for (const fs::path& file : files) {
    if (!checking.interrupted) check_one(checking, file);
  }
}

}  // namespace lab::judge
