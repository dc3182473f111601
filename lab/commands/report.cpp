#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "lab/commands/command.h"
#include "lab/commands/target.h"
#include "lab/commands/web_program.h"
#include "lab/judge/judge.h"
#include "lab/judge/python_version.h"
#include "lab/record/reader.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kReportFooter =
    R"(The report is the page of lab watch --web with the whole log in it: one file that needs no network
and opens from a mail or a CI artifact. A log of more records than --most loses the commonest kinds
first, and the page says so.

Examples:
  lab run demo.py --watch lines,gc,gil --log run.lablog
  lab report run.lablog -o run.html
  lab report run.lablog -o - | gzip > run.html.gz
  lab run gc-cycles --log gc.lablog && lab report gc.lablog --exercise gc-cycles -o gc.html)";

struct PageWords {
  std::string log;
  std::string out;
  std::string exercise;
  std::size_t most = 100'000;
};

/// What the log says, judged by the exercise's expected answers.
Json judged(const judge::Exercise& exercise, const std::string& log) {
  record::Reader reader(log);
  judge::Run run = judge::collect(reader);
  record::Reader again(log);
  while (const auto record = again.next()) {
    if (const auto* start = std::get_if<record::ProcessStart>(&record->body)) {
      run.python = judge::parse_version(start->python_version).value_or(judge::PythonVersion{});
      break;
    }
  }
  const judge::Result result = judge::judge(exercise, run);
  return Json::parse(report::to_json(std::span(&result, 1)))["results"][0];
}

void write(const PageWords& words) {
  Json subject = {{"title", std::filesystem::path(words.log).filename().string()},
                  {"command", "lab report " + words.log}};
  try {
    record::Reader check(words.log);
    if (!words.exercise.empty()) {
      const judge::Exercise exercise = find_exercise(words.exercise);
      subject["title"] = fmt::format("{} · question {}", exercise.slug, exercise.number);
      subject["question"] = exercise.question;
      subject["copies"] = {{"experiment.py", exercise.experiment().string()},
                           {"answer.py", exercise.answer().string()}};
      subject["result"] = judged(exercise, words.log);
    }
  } catch (const record::LogError& error) {
    throw UsageError(error.what());
  }
  become_web_program({{"do", "report"},
                      {"subject", subject},
                      {"log", words.log},
                      {"out", words.out},
                      {"most", words.most}});
}

}  // namespace

void add_report(CLI::App& app, int&) {
  auto words = std::make_shared<PageWords>();
  CLI::App* verb = app.add_subcommand("report", "Write a log as one page that anybody can open");
  verb->footer(kReportFooter);
  verb->add_option("log", words->log, "The log")->required()->type_name("LOG");
  verb->add_option("-o,--out", words->out, "The page; - for stdout")->required()->type_name("FILE");
  verb->add_option("--exercise", words->exercise,
                   "Judge the log by this exercise's expected answers")
      ->type_name("SLUG");
  verb->add_option("--most", words->most, "Records that the page may hold [100000]")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000'000}));
  verb->callback([words] { write(*words); });
}

}  // namespace lab::commands
