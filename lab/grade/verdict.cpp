#include "lab/grade/verdict.h"

#include <fmt/core.h>

#include <cmath>
#include <cstdlib>
#include <map>

#include "lab/grade/summary.h"
#include "lab/report/report.h"

namespace lab::grade {
namespace {

/// Thirds and tenths of points do not add up exactly.
constexpr double kRounding = 1e-9;

struct Points {
  double score = 0;
  double most = 0;
  double wanted(const MinimumScore& minimum) const {
    return minimum.percent ? most * minimum.number / 100 : minimum.number;
  }
};

std::map<std::string, Points> points_by_person(std::span<const judge::Result> results) {
  std::map<std::string, Points> points;
  for (const judge::Result& result : results) {
    Points& own = points[result.person];
    own.score += result.score;
    own.most += result.max_score;
  }
  return points;
}

bool is_below(const Points& points, const MinimumScore& minimum) {
  return points.score < points.wanted(minimum) - kRounding;
}

}  // namespace

std::optional<MinimumScore> parse_minimum(std::string_view text) {
  std::string number(text);
  MinimumScore minimum;
  if (number.ends_with('%')) {
    minimum.percent = true;
    number.pop_back();
  }
  char* end = nullptr;
  minimum.number = std::strtod(number.c_str(), &end);
  if (number.empty() || end != number.c_str() + number.size()) return std::nullopt;
  if (!std::isfinite(minimum.number) || minimum.number < 0) return std::nullopt;
  if (minimum.percent && minimum.number > 100) return std::nullopt;
  return minimum;
}

Verdict verdict_of(std::span<const judge::Result> results,
                   const std::optional<MinimumScore>& minimum) {
  if (minimum) {
    for (const auto& [person, points] : points_by_person(results)) {
      if (is_below(points, *minimum)) return Verdict::wrong;
    }
    return Verdict::passed;
  }
  Verdict verdict = Verdict::passed;
  for (const judge::Result& result : results) {
    if (result.status == judge::Status::error) return Verdict::could_not_run;
    if (result.status == judge::Status::failed) verdict = Verdict::wrong;
  }
  return verdict;
}

std::string draw_below_minimum(std::span<const judge::Result> results,
                               const MinimumScore& minimum) {
  std::string text;
  for (const auto& [person, points] : points_by_person(results)) {
    if (!is_below(points, minimum)) continue;
    text += fmt::format("below the minimum: {}{} of {} points, {} wanted\n",
                        person.empty() ? "" : report::printable(person) + " has ",
                        points_text(points.score), points_text(points.most),
                        points_text(points.wanted(minimum)));
  }
  return text;
}

}  // namespace lab::grade
