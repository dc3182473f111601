#include "lab/commands/reports.h"

#include <fmt/core.h>

#include <algorithm>
#include <ctime>

#include "lab/commands/command.h"
#include "lab/grade/replace_file.h"

namespace lab::commands {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr auto kUpdateInterval = std::chrono::seconds(1);
constexpr int kUpdateShare = 20;  // an interval is this many times what writing takes

}  // namespace

void add_report_options(CLI::App& verb, ReportWords& words) {
  verb.add_option("--json", words.json, "Write the results as JSON, which lab merge reads")
      ->type_name("FILE");
}

Reports::Reports(const ReportWords& words) {
  if (!words.json.empty()) {
    files_.push_back(
        {words.json, [](const report::Grading& grading) { return report::results_json(grading); }});
  }
}

void Reports::write(const report::Grading& grading, bool last) {
  const auto begin = SteadyClock::now();
  for (const File& file : files_) {
    // A pipe takes the report once, when it is whole.
    if (!last && !grade::is_replaceable(file.path)) continue;
    grade::replace_file(file.path, file.text(grading));
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
