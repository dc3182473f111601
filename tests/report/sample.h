#pragma once

#include <string>
#include <vector>

#include "lab/judge/exercise.h"
#include "lab/judge/judge.h"
#include "lab/judge/result.h"

// Made-up runs for the pages; each part of them is written by hand, nothing is judged.

namespace lab::report::sample {

record::Value number(std::int64_t value);
record::List numbers(const std::vector<std::int64_t>& values);

/// An observation by the experiment, at experiment.py:14.
record::Observation observation(std::string name, record::Value value);
/// Sums it up and keeps it, as collect() does.
void add_event(judge::Run& run, const record::Event& event);
/// The two events of one collection.
void add_collection(judge::Run& run, std::int64_t generation, std::int64_t collected,
                    std::int64_t nanoseconds);
judge::Check check(std::string name, judge::CheckStatus status, record::Value expected,
                   std::optional<record::Value> observed, std::string claim);
judge::Panel panel(judge::PanelKind kind, std::string title, std::string observe);

/// One question with its run: the reference answer passed.
struct Scene {
  judge::Exercise exercise;
  judge::Run run;
  judge::Result result;
};
Scene passed_cycles();
/// mine.py: one check failed, one was not observed, one is hidden and failed.
Scene failed_cycles();
/// mine.py ended by an exception after the first check.
Scene raised_cycles();

}  // namespace lab::report::sample
