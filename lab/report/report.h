#pragma once

#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lab/judge/exercise.h"
#include "lab/judge/judge.h"
#include "lab/judge/result.h"

namespace lab::report {

/// What the terminal (or the pipe) at the other end can show.
struct Style {
  int width = 80;
  bool colour = false;
  bool unicode = true;
  /// Lines of a screen, which the page of an exercise tries to keep to; 0: as many as it takes.
  int height = 0;
};

/// Of the stream `file`: its width (COLUMNS, then the terminal's own, 80 in a pipe; 40 to 200), its
/// height (LINES, then the terminal's own, less the line of the prompt, at least 23; 0 in a pipe),
/// colour only on a terminal without NO_COLOR and TERM=dumb, Unicode when the locale says UTF-8.
Style detect_style(std::FILE* file);

/// The page of `lab run SLUG`: the question, the panels, expected against observed, the verdicts,
/// the next command. Where it is taller than the style's height it is folded until it fits or
/// nothing is left to fold: first the checks that passed, then notes, then all pictures but the
/// first. A check that failed is never folded, and the page says how to see all.
std::string run_page(const judge::Exercise& exercise, const judge::Run& run,
                     const judge::Result& result, const Style& style);

/// The page after a plain script: how it ended and what was watched. Empty when there is nothing to
/// say (it ended well and nothing was watched).
std::string script_page(const judge::Run& run, const judge::Result& result, const Style& style);

struct JsonOptions {
  /// False: of a hidden check only its status, operator and points are written.
  bool reveal_hidden = false;
};

/// Version 1 of our own result: {"version": 1, "results": [...]}, two-space indent, final newline.
/// Text that is not valid UTF-8 is written with U+FFFD. RESULT.md describes it field by field.
std::string to_json(std::span<const judge::Result> results, const JsonOptions& options = {});

/// Makes text from outside safe to print on a terminal or into a CI log: control characters are
/// shown as ␛, \x07 and the like, format characters (directional overrides, zero-width ones) as
/// \u202e, bytes that are not UTF-8 as \xff. Newlines and tabs stay when `keep_newlines`.
std::string printable(std::string_view text, bool keep_newlines = false);

}  // namespace lab::report
