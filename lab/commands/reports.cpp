#include "lab/commands/reports.h"

#include <fmt/core.h>

#include <algorithm>
#include <ctime>

#include "lab/commands/command.h"
#include "lab/report/formats.h"
#include "lab/report/replace_file.h"

namespace lab::commands {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr auto kUpdateInterval = std::chrono::seconds(1);
constexpr int kUpdateShare = 20;  // an interval is this many times what writing takes

}  // namespace

void add_report_options(CLI::App& verb, ReportWords& words) {
  verb.add_option("--json", words.json, "Write the results as JSON, which lab merge reads")
      ->type_name("FILE");
  verb.add_option("--junit", words.junit, "JUnit XML, for Jenkins, GitLab and others")
      ->type_name("FILE");
  verb.add_option("--gradescope", words.gradescope, "Gradescope's results.json")->type_name("FILE");
  verb.add_option("--exercism", words.exercism,
                  "exercism's results.json, one for each run: DIR/PERSON/EXERCISE/results.json")
      ->type_name("DIR");
  verb.add_option("--csv", words.csv, "A line for each run, for a spreadsheet")->type_name("FILE");
  verb.add_option("--html", words.html, "One page")->type_name("FILE");
  verb.add_flag(
      "--github", words.github,
      "In a step of GitHub Actions: annotations, the step summary, and Classroom's points as "
      "the step's output 'result'");
}

Reports::Reports(const ReportWords& words) : exercism_(words.exercism) {
  const auto add = [&](const std::string& path, auto format) {
    if (!path.empty()) files_.push_back({path, format});
  };
  add(words.json, report::results_json);
  add(words.junit, report::junit);
  add(words.gradescope, report::gradescope);
  add(words.csv, report::csv);
  add(words.html, report::html);
}

void Reports::write(const report::Grading& grading, bool last) {
  const auto begin = SteadyClock::now();
  for (const File& file : files_) {
    // A pipe takes the report once, when it is whole.
    if (!last && !report::is_replaceable(file.path)) continue;
    report::replace_file(file.path, file.text(grading));
  }
  const auto end = SteadyClock::now();
  next_ = end + std::max<SteadyClock::duration>(kUpdateInterval, kUpdateShare * (end - begin));
}

void Reports::begin(const report::Grading& grading) {
  try {
    write(grading, false);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

void Reports::update(const std::function<report::Grading()>& grading) {
  if (files_.empty() || SteadyClock::now() < next_) return;
  try {
    write(grading(), false);
  } catch (const std::runtime_error&) {
    next_ = SteadyClock::now() + kUpdateInterval;
  }
}

void Reports::finish(const report::Grading& grading) {
  write(grading, true);
  if (exercism_.empty()) return;
  for (const judge::Result& result : grading.results) {
    const std::filesystem::path folder =
        exercism_ / result.person / (result.exercise.empty() ? "script" : result.exercise);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    report::replace_file(folder / "results.json", report::exercism(result));
  }
}

std::string present_time() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", &local);
  std::string iso = text;
  return iso.insert(iso.size() - 2, ":");
}

}  // namespace lab::commands
