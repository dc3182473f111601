#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <vector>

#include "lab/report/difference.h"
#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/sections.h"
#include "lab/report/value_text.h"

namespace lab::report {
namespace {

/// Failures that are explained in full; of those after them only what was expected is said, or the
/// first one, which as a rule is the cause of the others, would scroll away.
constexpr int kExplained = 3;
constexpr int kLabelWidth = 10;

std::string place_text(const judge::Check& check) {
  if (check.file.empty()) return {};
  const std::string file = std::filesystem::path(check.file).filename().string();
  return check.line > 0 ? fmt::format("   ({}:{})", file, check.line)
                        : fmt::format("   ({})", file);
}

/// The first place where two long values differ; short ones speak for themselves.
std::optional<std::string> difference_text(const judge::Check& check) {
  if (!check.observed || (check.op != "equals" && check.op != "same_as")) return std::nullopt;
  if (record::to_text(*check.observed).size() < 40) return std::nullopt;
  auto difference = first_difference(check.expected, *check.observed);
  return difference ? std::optional("at " + *difference) : std::nullopt;
}

std::string explain(const judge::Check& check, bool in_full, const Style& style) {
  const int indent = text_column(style) + 2;
  const auto say = [&](std::string_view label, const std::string& text, std::size_t most) {
    return draw_labelled(label, text, indent, kLabelWidth, style, most);
  };
  std::string out = say("expected", check.expected_text, 3);
  if (!in_full) return out;
  const std::string observed =
      check.observed ? record::to_text(*check.observed) + place_text(check) : "nothing";
  out += say("observed", observed, 3);
  if (auto difference = difference_text(check)) out += say("differs", *difference, 2);
  // Why CPython does so explains a value that was seen, not one that is missing.
  if (check.observed) out += say("why", unfold(check.why), 4);
  return out + say("hint", unfold(check.hint), 4);
}

Row row_of(const judge::Check& check, std::size_t hidden_number, const Style& style) {
  const bool passed = check.status == judge::CheckStatus::passed;
  Row row;
  row.mark = passed ? glyphs(style).yes : glyphs(style).no;
  row.tone = passed ? Tone::good : Tone::bad;
  if (check.hidden) {
    row.left = fmt::format("hidden check {}", hidden_number);
    row.right = passed ? "passed" : "failed";
    row.right_tone = Tone::dim;
    return row;
  }
  row.left = shown(check.name, style);
  row.right = observed_text(check, style);
  if (check.status == judge::CheckStatus::not_observed) row.right_tone = Tone::warn;
  return row;
}

/// Checks that passed, those of one claim in one line: their names as far as they fit.
class PassedGroups {
 public:
  void add(const judge::Check& check, Fold::Checks fold) {
    const std::string& key = fold == Fold::Checks::by_claim ? check.claim : std::string();
    const auto same = [&](const Group& group) { return group.claim == key; };
    auto group = std::find_if(groups_.begin(), groups_.end(), same);
    if (group == groups_.end()) group = groups_.insert(groups_.end(), {key, "", 0});
    ++group->count;
    if (check.hidden || group->names.size() > kLongestNames) return;
    group->names.append(group->names.empty() ? "" : ", ").append(check.name);
  }
  std::string draw(int right_column, const Style& style) const {
    std::string out;
    for (const Group& group : groups_) {
      const std::string names = shown(group.names, style);
      const int room = right_column - 2 - text_column(style);
      const std::string count =
          group.count == 1 ? "1 as expected" : fmt::format("{} as expected", group.count);
      out += draw_row({glyphs(style).yes, Tone::good,
                       names.empty() ? "hidden checks" : cut(names, room, style), count, Tone::dim},
                      right_column, style);
    }
    return out;
  }

 private:
  static constexpr std::size_t kLongestNames = 300;
  struct Group {
    std::string claim;
    std::string names;
    int count = 0;
  };
  std::vector<Group> groups_;
};

std::string draw_heading(int right_column, const Style& style) {
  Line line(2);
  line.add("expected answers", Tone::strong);
  return line.pad_to(right_column).add("observed", Tone::dim).render(style);
}

}  // namespace

std::string observed_text(const judge::Check& check, const Style& style) {
  return check.observed ? answer_text(*check.observed, style) : std::string("not observed");
}

std::string draw_checks(const judge::Result& result, int right_column, const Fold& fold,
                        const Style& style) {
  const bool came_to_its_end = result.status != judge::Status::error;
  std::string out;
  std::size_t hidden = 0;
  std::size_t unseen = 0;
  int failed = 0;
  PassedGroups groups;
  for (const judge::Check& check : result.checks) {
    if (check.hidden) ++hidden;
    // A run that was cut short made no wrong observation by making none.
    if (check.status == judge::CheckStatus::not_observed && !came_to_its_end) {
      ++unseen;
      continue;
    }
    const bool passed = check.status == judge::CheckStatus::passed;
    if (passed && fold.checks != Fold::Checks::each) {
      if (fold.checks != Fold::Checks::in_summary) groups.add(check, fold.checks);
      continue;
    }
    Row row = row_of(check, hidden, style);
    row.right = cut(row.right, prose_width(style) - right_column, style);
    out += draw_row(row, right_column, style);
    if (!passed && !check.hidden) out += explain(check, ++failed <= kExplained, style);
  }
  out = groups.draw(right_column, style) + out;
  if (unseen > 0) {
    const std::string count = out.empty() ? fmt::format("none of {} was reached", unseen)
                                          : fmt::format("{} more were not reached", unseen);
    out += draw_row({glyphs(style).unknown, Tone::warn, count, "", Tone::plain},
                    prose_width(style) - 2, style);
  }
  return out.empty() ? out : draw_heading(right_column, style) + out;
}

}  // namespace lab::report
