#include "lab/grade/summary.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "lab/report/fit.h"
#include "lab/report/line.h"
#include "lab/report/printable.h"

namespace lab::grade {
namespace {

using judge::Result;
using judge::Status;
using report::Line;
using report::Style;
using report::Tone;

constexpr int kIndent = 2;
constexpr int kGap = 2;

struct Cell {
  std::string text;
  Tone tone = Tone::plain;
};

Tone tone_of(Status status) {
  switch (status) {
    case Status::passed:
      return Tone::good;
    case Status::failed:
      return Tone::bad;
    case Status::error:
      return Tone::bad;
    case Status::skipped:
      return Tone::warn;
  }
  return Tone::plain;
}

/// Partial points tell that an answer is wrong; what did not come to its end has none to tell.
Cell cell_of(const Result& result) {
  const std::string points =
      fmt::format("{}/{}", points_text(result.score), points_text(result.max_score));
  const bool graded = result.status == Status::passed || result.status == Status::failed;
  return {graded ? points : std::string(judge::to_string(result.status)), tone_of(result.status)};
}

std::string exercise_name(const Result& result, const Style& style) {
  return report::shown(result.exercise.empty() ? result.source : result.exercise, style);
}

std::string reason_of(const Result& result) {
  if (result.status == Status::passed) return {};
  if (!result.message.empty()) return result.message;
  for (const judge::Check& check : result.checks) {
    if (check.status != judge::CheckStatus::passed && !check.hidden) return check.name;
  }
  return "all public checks passed, a hidden one did not hold";
}

int width_of(std::string_view text) {
  return Line().add(text).width();
}

std::string draw_exercises(std::span<const Result> results, const Style& style) {
  int names = 0;
  int points = 0;
  for (const Result& result : results) {
    names = std::max(names, width_of(exercise_name(result, style)));
    points = std::max(points, width_of(cell_of(result).text));
  }
  names = std::min(names, style.width / 2);
  std::string text;
  for (const Result& result : results) {
    const Cell cell = cell_of(result);
    Line line(kIndent);
    line.add(report::cut(exercise_name(result, style), names, style));
    const int end = kIndent + names + kGap + points;
    line.add_right(cell.text, end, cell.tone).pad_to(end + kGap);
    line.add(report::shown(reason_of(result), style), Tone::dim);
    text += line.render(style);
  }
  return text;
}

/// Persons by exercises. Of one person's several answers to one exercise the last counts here; all
/// of them are in the sums and in the reports.
struct Matrix {
  std::vector<std::string> exercises;
  std::map<std::string, std::map<std::string, Cell>> rows;
  std::map<std::string, std::pair<double, double>> totals;
};

Matrix matrix_of(std::span<const Result> results, const Style& style) {
  Matrix matrix;
  std::set<std::string> exercises;
  for (const Result& result : results) {
    const std::string name = exercise_name(result, style);
    exercises.insert(name);
    matrix.rows[result.person][name] = cell_of(result);
    auto& [score, most] = matrix.totals[result.person];
    score += result.score;
    most += result.max_score;
  }
  matrix.exercises.assign(exercises.begin(), exercises.end());
  return matrix;
}

class Table {
 public:
  Table(const Matrix& matrix, const Style& style) : matrix_(matrix), style_(style) {
    persons_ = width_of("person");
    for (const auto& [person, cells] : matrix.rows)
      persons_ = std::max(persons_, width_of(name(person)));
    persons_ = std::min(persons_, style.width / 3);
    for (const auto& [person, total] : matrix.totals)
      totals_ = std::max(totals_, width_of(total_text(person)));
  }

  std::string draw() const {
    std::string text;
    std::size_t first = 0;
    do {
      const std::size_t last = end_of_block(first);
      if (first > 0) text += '\n';
      text += block(first, last);
      first = last;
    } while (first < matrix_.exercises.size());
    return text;
  }

 private:
  std::string name(const std::string& person) const {
    return person.empty() ? "(nobody)" : report::shown(person, style_);
  }
  std::string total_text(const std::string& person) const {
    const auto& [score, most] = matrix_.totals.at(person);
    return fmt::format("{}/{}", points_text(score), points_text(most));
  }
  int width(std::size_t column) const {
    int width = width_of(matrix_.exercises[column]);
    for (const auto& [person, cells] : matrix_.rows) {
      auto cell = cells.find(matrix_.exercises[column]);
      if (cell != cells.end()) width = std::max(width, width_of(cell->second.text));
    }
    return width;
  }
  /// As many columns as fit beside the persons and their totals, one at the least.
  std::size_t end_of_block(std::size_t first) const {
    int used = kIndent + persons_ + kGap + totals_;
    std::size_t last = first;
    while (last < matrix_.exercises.size()) {
      used += kGap + width(last);
      if (used > style_.width && last > first) break;
      ++last;
    }
    return last;
  }
  std::string block(std::size_t first, std::size_t last) const {
    Line header(kIndent);
    header.add("person", Tone::dim);
    int column = kIndent + persons_ + kGap + totals_;
    header.add_right("points", column, Tone::dim);
    for (std::size_t i = first; i < last; ++i) {
      column += kGap + width(i);
      header.add_right(matrix_.exercises[i], column, Tone::dim);
    }
    std::string text = header.render(style_);
    for (const auto& [person, cells] : matrix_.rows)
      text += row(person, cells, first, last);
    return text;
  }
  std::string row(const std::string& person, const std::map<std::string, Cell>& cells,
                  std::size_t first, std::size_t last) const {
    Line line(kIndent);
    line.add(report::cut(name(person), persons_, style_));
    int column = kIndent + persons_ + kGap + totals_;
    line.add_right(total_text(person), column, Tone::strong);
    for (std::size_t i = first; i < last; ++i) {
      column += kGap + width(i);
      auto cell = cells.find(matrix_.exercises[i]);
      if (cell == cells.end()) continue;
      line.add_right(cell->second.text, column, cell->second.tone);
    }
    return line.render(style_);
  }

  const Matrix& matrix_;
  const Style& style_;
  int persons_ = 0;
  int totals_ = 6;  // "points"
};

std::string draw_sums(std::span<const Result> results) {
  std::map<Status, std::size_t> counts;
  double score = 0;
  double most = 0;
  for (const Result& result : results) {
    ++counts[result.status];
    score += result.score;
    most += result.max_score;
  }
  std::string text = fmt::format("{} passed", counts[Status::passed]);
  for (Status status : {Status::failed, Status::error, Status::skipped}) {
    if (counts[status] > 0) {
      text += fmt::format(", {} {}", counts[status], judge::to_string(status));
    }
  }
  return text + fmt::format("; {} of {} points\n", points_text(score), points_text(most));
}

bool is_plain(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-_./+:@%").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

/// For a shell; nothing where the word has characters that a terminal would obey.
std::string quoted(const std::string& word) {
  if (is_plain(word) && word[0] != '-') return word;
  if (report::printable(word) != word) return {};
  std::string text = "'";
  for (char c : word)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::string points_text(double points) {
  return fmt::format("{:g}", std::round(points * 100) / 100);
}

std::string draw_summary(std::span<const Result> results, const Style& style) {
  if (results.empty()) return "nothing was graded\n";
  const Matrix matrix = matrix_of(results, style);
  std::string table =
      matrix.rows.size() > 1 ? Table(matrix, style).draw() : draw_exercises(results, style);
  return table + "\n" + draw_sums(results);
}

std::string next_command(std::span<const Result> results) {
  for (const Result& result : results) {
    if (result.status == Status::passed || result.exercise.empty()) continue;
    switch (result.cause) {
      case supervise::Cause::forbidden:
      case supervise::Cause::needs:
      case supervise::Cause::exercise:
        continue;  // to run it alone says no more
      default:
        break;
    }
    const std::string source = quoted(result.source);
    if (source.empty() || !is_plain(result.exercise)) continue;
    return fmt::format("lab run {} --answer {}", result.exercise, source);
  }
  return {};
}

}  // namespace lab::grade
