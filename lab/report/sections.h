#pragma once

#include <string>
#include <string_view>

#include "lab/judge/exercise.h"
#include "lab/judge/judge.h"
#include "lab/judge/result.h"
#include "lab/report/line.h"
#include "lab/report/report.h"

// The parts that the pages of `lab run` are put together from. Each returns whole lines, or nothing
// when it has nothing to say.

namespace lab::report {

/// "gc-cycles · question 4                  CPython 3.11.2".
std::string draw_header(std::string_view left, std::string_view python, const Style& style);

/// One line of "expected answers" or of "what people say": a mark, a text, and a second text that
/// stands in a column of its own, the same for both sections.
struct Row {
  std::string_view mark;
  Tone tone = Tone::plain;  ///< of the mark
  std::string left;         ///< left and right went through shown()
  std::string right;
  Tone right_tone = Tone::plain;
};
std::string draw_row(const Row& row, int right_column, const Style& style);

/// The column of the second texts of a page.
int find_right_column(const judge::Result& result, const Style& style);

/// The column where the text of a row begins, behind its mark.
int text_column(const Style& style);

/// How much of a page is drawn.
struct Fold {
  /// Of the checks that passed: each, a line for each claim, one line, or how many in the summary.
  enum class Checks { each, by_claim, together, in_summary };
  Checks checks = Checks::each;
  std::size_t note_lines = 5;  ///< the most lines of a claim's note
  std::size_t panels = 1000;   ///< the most pictures
  bool claim_rows = false;     ///< each claim in one line, without its note
};

std::string draw_checks(const judge::Result& result, int right_column, const Fold& fold,
                        const Style& style);
std::string draw_claims(const judge::Result& result, int right_column, const Fold& fold,
                        const Style& style);
/// "outdated since 3.4, PEP 442".
std::string verdict_text(const judge::Claim& claim, const Style& style);
/// What stands to the right of a check: the observed value, or that there is none.
std::string observed_text(const judge::Check& check, const Style& style);

/// Why a run did not come to its end, or was not begun.
std::string draw_ending(const judge::Run& run, const judge::Result& result, const Style& style);
/// The last observations and events of a run that did not come to its end.
std::string draw_last_seen(const judge::Run& run, const judge::Result& result, const Style& style);

/// The last lines of what the run printed.
std::string draw_stdout(const judge::Result& result, const Style& style);
std::string draw_stderr(const judge::Result& result, const Style& style);

/// What the host said of itself, and what the log could not give back.
std::string draw_notices(const judge::Run& run, const Style& style);

/// The one line that tells how it went: "passed · 5 of 5 · 41 ms".
/// @param with_checks also how many checks passed, where no section of the page says it
std::string draw_summary(const judge::Result& result, bool with_checks, const Style& style);

/// The commands to type next; the last one shows the whole trace when the log was kept.
/// @param folded whether the page holds less than there is
std::string draw_next_commands(const judge::Exercise& exercise, const judge::Result& result,
                               bool folded, const Style& style);
std::string draw_trace_command(const judge::Result& result, const Style& style);

}  // namespace lab::report
