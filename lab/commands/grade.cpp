#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <thread>

#include "lab/commands/command.h"
#include "lab/commands/github_step.h"
#include "lab/commands/grade_end.h"
#include "lab/commands/grade_run.h"
#include "lab/commands/limits_option.h"
#include "lab/commands/reports.h"
#include "lab/commands/shard_option.h"
#include "lab/commands/target.h"
#include "lab/grade/progress.h"
#include "lab/grade/submissions.h"
#include "lab/grade/workers.h"
#include "lab/report/formats.h"
#include "lab/supervise/isolation.h"
#include "lab/supervise/run.h"

namespace fs = std::filesystem;

namespace lab::commands {
namespace {

constexpr const char* kGradeFooter =
    R"(A submission is a file named by its exercise: gc-cycles.py. A folder of them is taken whole, and so is
a folder with a folder for each person: submissions/s01/gc-cycles.py. Links are not followed. What
cannot be run (unknown name, empty, binary, a pipe …) is a result that says so, and costs its points.

Examples:
  lab grade                                 the reference answers: is all well here?
  lab grade submissions -j 8 --json r.json  every person's every answer
  lab grade submissions --only gc-cycles    one exercise
  lab grade gc-cycles.py --min-score 80%    passes with 80 % of the points
  lab grade submissions --junit j.xml --gradescope r.json --csv grades.csv --html grades.html
                                            one run, every format
  lab grade submissions --shard 1/3 --json 1.json
                                            a third of them here, the others elsewhere: lab merge

--shard auto knows GitLab's CI_NODE_INDEX and CI_NODE_TOTAL (GitHub's matrix can set them), Slurm
arrays, Bazel's test shards, and indexed Kubernetes Jobs where JOB_COMPLETIONS says how many.

Submissions are held to be hostile: each runs in processes of its own that reach Python, their private
folder and no network. What this machine cannot keep from them is in the reports' notes (lab doctor);
with --require-isolation it ends the grading before it begins.

Reports are replaced every second while it works; whatever ends it leaves them valid.

Exit codes: 0 all passed (with --min-score: each person has it), 1 answers wrong, 2 usage,
3 a submission did not come to its end, or a report could not be written, 130 Ctrl-C.)";

struct GradeWords {
  std::vector<std::string> paths;
  std::vector<std::string> only;
  std::string python;
  std::string limits;
  std::string minimum;
  std::size_t workers = 0;
  bool fail_fast = false;
  bool require = false;
  bool hide_expected = false;
  bool require_isolation = false;
  ShardWords shard;
  ReportWords reports;
};

/// The folder that the workers make theirs in. Those of runs are for us alone; to reach them, another
/// user (runs of root are given to one) has to pass through this.
class SessionFolder {
 public:
  SessionFolder() {
    chmod(folder_.path().c_str(), S_IRWXU | S_IXGRP | S_IXOTH);
    setenv("TMPDIR", folder_.path().c_str(), 1);
  }
  const fs::path& path() const { return folder_.path(); }

 private:
  supervise::PrivateFolder folder_;
};

std::vector<grade::Submission> reference_answers(const Exercises& exercises) {
  std::vector<grade::Submission> all;
  for (const auto& [slug, exercise] : exercises.sound)
    all.push_back({"", slug, exercise.answer(), grade::source_name(exercise.answer()), ""});
  for (const auto& [slug, fault] : exercises.broken)
    all.push_back({"", slug, {}, slug, ""});
  grade::sort_submissions(all);
  return all;
}

/// The submissions that are asked for; what was passed over becomes notes.
std::vector<grade::Submission> choose_submissions(const GradeWords& words,
                                                  const Exercises& exercises,
                                                  std::vector<std::string>& notes) {
  for (const std::string& slug : words.only) {
    if (!exercises.sound.contains(slug) && !exercises.broken.contains(slug)) find_exercise(slug);
  }
  if (words.paths.empty() && words.only.empty()) return reference_answers(exercises);
  std::vector<grade::Submission> all;
  if (words.paths.empty()) {
    all = reference_answers(exercises);
  } else {
    std::vector<fs::path> paths(words.paths.begin(), words.paths.end());
    try {
      grade::Found found = grade::find_submissions(paths, exercises.slugs());
      all = std::move(found.submissions);
      for (const std::string& sentence : found.passed_over)
        notes.push_back("passed over " + sentence);
    } catch (const grade::SubmissionError& error) {
      throw UsageError(error.what());
    }
  }
  if (words.only.empty()) return all;
  std::erase_if(all, [&](const grade::Submission& submission) {
    return std::find(words.only.begin(), words.only.end(), submission.slug) == words.only.end();
  });
  if (all.empty()) throw UsageError("--only: none of the submissions answers these exercises");
  return all;
}

/// One grading, from the first submission to the last report.
class Session {
 public:
  Session(const GradeWords& words, const Exercises& exercises,
          std::vector<grade::Submission> submissions, report::Grading grading)
      : words_(words),
        exercises_(exercises),
        submissions_(std::move(submissions)),
        grading_(std::move(grading)),
        results_(submissions_.size()),
        reports_(words.reports),
        progress_(submissions_.size(), stderr) {}

  /// @returns the exit code
  int run(GradeOptions options);

 private:
  bool done(std::size_t job, judge::Result result);
  report::Grading so_far() const;
  /// The results that stand in the report: all, or those up to the one that --fail-fast stopped at.
  report::Grading at_end(bool finished) const;
  int finish(const report::Grading& grading, bool finished);

  const GradeWords& words_;
  const Exercises& exercises_;
  const std::vector<grade::Submission> submissions_;
  const report::Grading grading_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::vector<std::optional<judge::Result>> results_;
  std::size_t first_wrong_ = SIZE_MAX;
  Reports reports_;
  grade::Progress progress_;
};

bool Session::done(std::size_t job, judge::Result result) {
  progress_.finished(job, result);
  const bool wrong =
      result.status == judge::Status::failed || result.status == judge::Status::error;
  if (wrong) first_wrong_ = std::min(first_wrong_, job);
  if (words_.hide_expected) report::hide_expected(result);
  results_[job] = std::move(result);
  return !wrong || !words_.fail_fast;
}

report::Grading Session::so_far() const {
  report::Grading grading = grading_;
  for (const auto& result : results_) {
    if (result) grading.results.push_back(*result);
  }
  grading.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  return grading;
}

report::Grading Session::at_end(bool finished) const {
  report::Grading grading = so_far();
  // With several workers some behind the wrong one have run, each time others.
  if (finished && words_.fail_fast && first_wrong_ < results_.size()) {
    grading.results.resize(first_wrong_ + 1);
  }
  const std::size_t missing = results_.size() - grading.results.size();
  grading.complete = missing == 0;
  if (missing > 0) {
    grading.notes.push_back(fmt::format("{}: {} of {} were not run",
                                        finished ? "--fail-fast" : "interrupted", missing,
                                        results_.size()));
  }
  return grading;
}

int Session::finish(const report::Grading& grading, bool finished) {
  const int exit_code = print_end(grading, parse_minimum_option(words_.minimum));
  return finished ? exit_code : kInterrupted;
}

int Session::run(GradeOptions options) {
  reports_.begin(so_far());
  GithubStep github(words_.reports.github);
  bool finished = false;
  {
    SessionFolder folder;
    options.folder = folder.path();
    grade::Jobs jobs;
    jobs.count = submissions_.size();
    jobs.run = [&](std::size_t job) {
      return run_submission(submissions_[job], exercises_, options);
    };
    jobs.leaving = [&] { rmdir(options.folder.c_str()); };  // the last one finds it empty
    jobs.started = [&](std::size_t job) {
      judge::Result name;
      name.person = submissions_[job].person;
      name.exercise = submissions_[job].slug;
      progress_.started(job, grade::name_of(name));
    };
    jobs.done = [&](std::size_t job, judge::Result result) { return done(job, std::move(result)); };
    jobs.lost = [&](std::size_t job, const std::string& how) {
      judge::Result result =
          result_without_run(submissions_[job], exercises_, supervise::Cause::signal,
                             fmt::format("the process that supervised the run was {}", how));
      result.python = options.host.version;
      return done(job, std::move(result));
    };
    jobs.tick = [&] {
      progress_.draw();
      reports_.update([&] { return so_far(); });
    };
    finished = grade::run_jobs(jobs, words_.workers);
  }
  progress_.clear();
  const report::Grading grading = at_end(finished);
  reports_.finish(grading);
  const int exit_code = finish(grading, finished);
  github.finish(grading);
  return exit_code;
}

/// What these runs are not isolated from, for the reports.
std::vector<std::string> notes_on_isolation(bool require) {
  std::vector<std::string> missing = supervise::missing_isolation();
  if (!require || missing.empty()) return missing;
  std::string message = "--require-isolation: nothing is graded here";
  for (const std::string& sentence : missing)
    message += "\n  " + sentence;
  throw std::runtime_error(message);
}

int grade_all(GradeWords& words) {
  parse_minimum_option(words.minimum);
  parse_limits(words.limits, {});
  if (words.workers == 0) words.workers = std::max(1U, std::thread::hardware_concurrency());
  GradeOptions options;
  options.limits = words.limits;
  options.require = words.require;
  options.host = supervise::choose_host(supervise::find_hosts(), words.python);
  const Exercises exercises = load_exercises();
  report::Grading grading;
  grading.started = present_time();
  grading.notes = notes_on_isolation(words.require_isolation);
  std::vector<grade::Submission> submissions = choose_submissions(words, exercises, grading.notes);
  apply_shard(words.shard, submissions, grading.notes);
  return Session(words, exercises, std::move(submissions), std::move(grading)).run(options);
}

}  // namespace

void add_grade(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<GradeWords>();
  CLI::App* verb = app.add_subcommand("grade", "Grade many submissions, for a class or for CI");
  verb->footer(kGradeFooter);
  verb->add_option("paths", words->paths, "Submissions, or folders of them [the reference answers]")
      ->type_name("PATH");
  verb->add_option("-j,--jobs", words->workers, "How many to run at a time [one for each core]")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  verb->add_option("--only", words->only, "Only these exercises: --only gc-cycles,dict-layout")
      ->type_name("SLUG")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_flag("--fail-fast", words->fail_fast, "Stop at the first that does not pass");
  verb->add_option("--limits", words->limits, kLimitsHelp)->type_name("LIMITS");
  verb->add_flag("--hide-expected", words->hide_expected,
                 "Say what was observed, not what was expected, nor why");
  verb->add_flag("--require", words->require, "What is skipped (it needs something) is an error");
  verb->add_flag("--require-isolation", words->require_isolation,
                 "Grade nothing where something of isolation is missing (lab doctor)");
  verb->add_option("--min-score", words->minimum, kMinimumHelp)->type_name("SCORE");
  verb->add_option("--python", words->python,
                   "Which CPython: 3.13, 3.13.0 or a path [the default host]")
      ->type_name("VERSION");
  verb->add_option(
          "--shard", words->shard.shard,
          "Only this part of the submissions: 2/3, or auto, as the engine says that runs it")
      ->type_name("I/N");
  verb->add_option("--durations", words->shard.durations,
                   "Divide by what they took in this earlier --json, so that shards end together")
      ->type_name("FILE");
  add_report_options(*verb, words->reports);
  verb->callback([words, &exit_code] { exit_code = grade_all(*words); });
}

}  // namespace lab::commands
