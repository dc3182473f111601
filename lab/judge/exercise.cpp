#include "lab/judge/exercise.h"

#include <fmt/core.h>

#include <algorithm>

namespace lab::judge {
namespace {

std::string with_place(const std::filesystem::path& file, int line, int column,
                       const std::string& what) {
  if (line == 0) return fmt::format("{}: {}", file.string(), what);
  return fmt::format("{}:{}:{}: {}", file.string(), line, column, what);
}

struct OperatorName {
  std::string_view operator()(const Equals&) const { return "equals"; }
  std::string_view operator()(const AtLeast&) const { return "at_least"; }
  std::string_view operator()(const AtMost&) const { return "at_most"; }
  std::string_view operator()(const Between&) const { return "between"; }
  std::string_view operator()(const OneOf&) const { return "one_of"; }
  std::string_view operator()(const Matches&) const { return "matches"; }
  std::string_view operator()(const RatioTo&) const { return "ratio_to"; }
  std::string_view operator()(const SameAs&) const { return "same_as"; }
  std::string_view operator()(const DiffersFrom&) const { return "differs_from"; }
};

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::outdated:
      return "outdated";
    case Verdict::misleading:
      return "misleading";
    case Verdict::wrong:
      return "wrong";
  }
  return "";
}

std::string_view name_of(const Operator& op) {
  return std::visit(OperatorName{}, op);
}

const Claim* Exercise::find_claim(std::string_view id) const {
  auto claim = std::find_if(claims.begin(), claims.end(),
                            [&](const Claim& candidate) { return candidate.id == id; });
  return claim == claims.end() ? nullptr : &*claim;
}

double max_score(const Exercise& exercise) {
  std::map<std::string_view, double> points_of;
  for (const Expectation& expectation : exercise.expectations) {
    double& points = points_of[expectation.name];
    points = std::max(points, expectation.points);
  }
  double sum = 0;
  for (const auto& [name, points] : points_of)
    sum += points;
  return sum;
}

ExerciseError::ExerciseError(std::filesystem::path file, int line, int column,
                             const std::string& what)
    : std::runtime_error(with_place(file, line, column, what)),
      file_(std::move(file)),
      line_(line),
      column_(column) {}

}  // namespace lab::judge
