#include "lab/grade/merge.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>

#include "lab/commands/command.h"
#include "lab/commands/github_step.h"
#include "lab/commands/grade_end.h"
#include "lab/commands/reports.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

constexpr const char* kMergeFooter =
    R"(Joins what lab grade --json wrote, of the shards of one grading or of several, and writes it in any
format. A submission that stands in two files counts once, as in the first. A duplicate, a shard that
is missing and a file that is not complete are told.

Examples:
  lab merge shard-*.json --json all.json    one report of many machines
  lab merge results.json                    the table once more

Exit codes: as those of lab grade, from all results together; 3 also when a part is missing.)";

struct MergeWords {
  std::vector<std::string> files;
  std::string minimum;
  ReportWords reports;
};

int merge_all(const MergeWords& words) {
  const auto minimum = parse_minimum_option(words.minimum);
  std::vector<grade::Part> parts;
  for (const std::string& file : words.files)
    parts.push_back({report::printable(file), read_report(file)});
  const report::Grading grading = grade::merge(std::move(parts));
  Reports(words.reports).finish(grading);
  GithubStep github(words.reports.github);
  const int exit_code = print_end(grading, minimum);
  github.finish(grading);
  return grading.complete ? exit_code : kCouldNotRun;
}

}  // namespace

report::Grading read_report(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in) throw UsageError(fmt::format("{}: cannot be read: {}", file, std::strerror(errno)));
  try {
    return report::read_results(text.str(), file);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

void add_merge(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<MergeWords>();
  CLI::App* verb = app.add_subcommand("merge", "Join the results of several lab grade");
  verb->footer(kMergeFooter);
  verb->add_option("files", words->files, "What lab grade --json wrote")
      ->type_name("FILE")
      ->required();
  verb->add_option("--min-score", words->minimum, kMinimumHelp)->type_name("SCORE");
  add_report_options(*verb, words->reports);
  verb->callback([words, &exit_code] { exit_code = merge_all(*words); });
}

}  // namespace lab::commands
