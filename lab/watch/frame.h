#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lab::watch {

/// How a piece of a screen looks. None of them is told by colour alone.
enum class Look { plain, strong, dim, good, bad, warn, current, title };

struct Span {
  std::string text;
  Look look = Look::plain;
};

/// One line of a screen, from left to right. Text that was not written by us goes through
/// report::shown before.
class Row {
 public:
  Row() = default;
  Row(std::string_view text, Look look = Look::plain) { add(text, look); }  // NOLINT
  Row& add(std::string_view text, Look look = Look::plain);
  Row& pad_to(int column);
  /// Cuts to `columns`; what is cut ends in "…" (or "...").
  Row& cut_to(int columns, bool unicode = true);
  /// Puts `other` behind, from `column` on.
  Row& beside(int column, const Row& other);
  int width() const { return width_; }
  const std::vector<Span>& spans() const { return spans_; }
  std::string text() const;

 private:
  std::vector<Span> spans_;
  int width_ = 0;
};

using Rows = std::vector<Row>;

/// A whole screen: never more rows or columns than it is asked to have.
struct Frame {
  Rows rows;
};

/// The columns that a text takes.
int columns_of(std::string_view text);
/// `text` in lines of at most `columns`, broken at blanks; at most `most` lines.
std::vector<std::string> wrapped(std::string_view text, int columns, std::size_t most);

}  // namespace lab::watch
