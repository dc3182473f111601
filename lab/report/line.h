#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/report/report.h"

namespace lab::report {

/// What a piece of text is, which is more than its colour: none of them is told by colour alone.
enum class Tone { plain, strong, dim, good, bad, warn };

/// One line of a page, put together from left to right. Every line that is printed passes through
/// render(), which is the one place where the width is kept and colour is added.
class Line {
 public:
  explicit Line(int indent = 0) { pad_to(indent); }
  /// `text` went through shown().
  Line& add(std::string_view text, Tone tone = Tone::plain);
  Line& pad_to(int column);
  /// `text` so that it ends before `column`.
  Line& add_right(std::string_view text, int column, Tone tone = Tone::plain);
  int width() const { return width_; }
  /// With '\n'; cut to the style's width, blanks at the end left out.
  std::string render(const Style& style) const;

 private:
  struct Piece {
    std::string text;
    Tone tone;
  };
  std::vector<Piece> pieces_;
  int width_ = 0;
};

/// `text` wrapped from column `indent` on. @param most the most lines.
std::string draw_paragraph(std::string_view text, int indent, Tone tone, const Style& style,
                           std::size_t most = 1000);

/// "label  text text", the text wrapped beside its label.
std::string draw_labelled(std::string_view label, std::string_view text, int indent,
                          int label_width, const Style& style, std::size_t most = 1000);

/// `lines` (whole, with '\n') moved to the right by `columns`.
std::string indented(std::string_view lines, int columns);

/// The columns that prose uses: long lines are hard to read on a wide terminal.
int prose_width(const Style& style);

}  // namespace lab::report
