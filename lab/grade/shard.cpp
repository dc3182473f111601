#include "lab/grade/shard.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace lab::grade {
namespace {

constexpr std::string_view kNote = "shard ";
/// More machines than this nobody has; a larger number is a mistake.
constexpr std::size_t kMostShards = 1'000'000;

std::optional<std::size_t> parse_count(std::string_view text) {
  std::size_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = end == text.data() + text.size();
  if (error != std::errc() || !whole || number > kMostShards) return std::nullopt;
  return number;
}

struct Engine {
  std::string_view name;
  const char* index;
  const char* first;  ///< a variable with the first index; null: `base`
  std::size_t base;
  const char* count;
};

constexpr Engine kEngines[] = {
    {"Bazel", "TEST_SHARD_INDEX", nullptr, 0, "TEST_TOTAL_SHARDS"},
    {"CI", "CI_NODE_INDEX", nullptr, 1, "CI_NODE_TOTAL"},
    {"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", 0, "SLURM_ARRAY_TASK_COUNT"},
    {"Kubernetes", "JOB_COMPLETION_INDEX", nullptr, 0, "JOB_COMPLETIONS"},
};

AutoShard read_engine(const Engine& engine, const Environment& environment) {
  AutoShard found;
  found.engine = engine.name;
  std::string said;
  auto number = [&](const char* name) {
    const std::optional<std::string> text = environment(name);
    said += fmt::format("{}{}={}", said.empty() ? "" : " ", name, text.value_or("(not set)"));
    return text ? parse_count(*text) : std::nullopt;
  };
  const std::optional<std::size_t> index = number(engine.index);
  const std::optional<std::size_t> count = number(engine.count);
  std::optional<std::size_t> first = engine.base;
  if (engine.first != nullptr) first = number(engine.first);
  if (!index || !count || !first || *index < *first || *index - *first >= *count) {
    found.fault = fmt::format("{} does not say which shard this is: {}; say it with --shard I/N",
                              engine.name, said);
    return found;
  }
  found.shard = {*index - *first + 1, *count};
  return found;
}

struct Mean {
  double sum = 0;
  double count = 0;
  void add(double seconds) { sum += seconds, ++count; }
};

/// A weight for each submission.
std::vector<double> expected_seconds(const std::vector<Submission>& submissions,
                                     const Durations& durations) {
  std::map<std::string, Mean> by_slug;
  Mean all;
  for (const auto& [key, seconds] : durations) {
    by_slug[key.second].add(seconds);
    all.add(seconds);
  }
  std::vector<double> weights;
  for (const Submission& submission : submissions) {
    double seconds = all.count > 0 ? all.sum / all.count : 1;
    if (auto mean = by_slug.find(submission.slug); mean != by_slug.end()) {
      seconds = mean->second.sum / mean->second.count;
    }
    auto own = durations.find({submission.person, submission.slug});
    if (own != durations.end()) seconds = own->second;
    weights.push_back(seconds);
  }
  return weights;
}

}  // namespace

std::optional<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto index = parse_count(text.substr(0, slash));
  const auto count = parse_count(text.substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count) return std::nullopt;
  return Shard{*index, *count};
}

AutoShard find_shard(const Environment& environment) {
  for (const Engine& engine : kEngines) {
    if (environment(engine.index)) return read_engine(engine, environment);
  }
  AutoShard none;
  none.fault = "--shard auto: no engine says which shard this is; looked for ";
  for (const Engine& engine : kEngines)
    none.fault += fmt::format("{}{}", &engine == kEngines ? "" : ", ", engine.index);
  none.fault += "; say it with --shard I/N";
  return none;
}

std::vector<Submission> take_shard(const std::vector<Submission>& submissions, Shard shard,
                                   const Durations& durations) {
  const std::vector<double> weights = expected_seconds(submissions, durations);
  std::vector<std::size_t> order(submissions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  std::vector<std::pair<double, std::size_t>> loads;  // seconds, how many
  loads.resize(shard.count);
  std::vector<Submission> taken;
  for (std::size_t number : order) {
    auto least = std::min_element(loads.begin(), loads.end());
    if (static_cast<std::size_t>(least - loads.begin()) + 1 == shard.index) {
      taken.push_back(submissions[number]);
    }
    least->first += weights[number];
    ++least->second;
  }
  sort_submissions(taken);
  return taken;
}

std::string shard_note(Shard shard, std::size_t taken, std::size_t all) {
  return fmt::format("{}{}/{}: {} of {} submissions", kNote, shard.index, shard.count, taken, all);
}

std::optional<Shard> shard_of_note(std::string_view note) {
  if (!note.starts_with(kNote)) return std::nullopt;
  note.remove_prefix(kNote.size());
  return parse_shard(note.substr(0, note.find(':')));
}

}  // namespace lab::grade
