#include "lab/report/fit.h"

#include <doctest.h>

#include "lab/report/line.h"
#include "lab/report/panel.h"

using namespace lab::report;

TEST_CASE("Width: letters, wide characters, combining marks, emoji") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("中文") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("ｱ") == 1);   // halfwidth
  CHECK(display_width("ａ") == 2);  // fullwidth
  CHECK(display_width("🙂") == 2);
  CHECK(display_width("─▲█✓…") == 5);
  CHECK(display_width("각") == 2);
  CHECK(display_width("\u1100\u1161\u11a8") == 2);  // the same syllable in three parts
}

TEST_CASE("Cut: never between the halves of a wide character nor before a combining mark") {
  const Style style;
  CHECK(cut("abcdef", 6, style) == "abcdef");
  CHECK(cut("abcdef", 5, style) == "abcd…");
  CHECK(cut("中中中", 5, style) == "中中…");
  CHECK(cut("中中中", 4, style) == "中…");
  CHECK(cut("ae\u0301fg", 3, style) == "ae\u0301…");
  CHECK(cut("abcdef", 0, style) == "");
  const Style ascii{80, false, false};
  CHECK(cut("abcdef", 5, ascii) == "ab...");
  CHECK(cut("abcdef", 2, ascii) == "ab");
}

TEST_CASE("Wrap: at blanks, within a word only when it is longer than the line") {
  using Lines = std::vector<std::string>;
  CHECK(wrap("", 10).empty());
  CHECK(wrap("   ", 10).empty());
  CHECK(wrap("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrap("a verylongword b", 5) == Lines{"a", "veryl", "ongwo", "rd b"});
  CHECK(wrap("中文中文", 5) == Lines{"中文", "中文"});
  const Style style;
  CHECK(wrap_at_most("one two three four", 5, 2, style) == Lines{"one", "two…"});
  CHECK(wrap_at_most("seven seven more", 7, 2, style) == Lines{"seven", "seven…"});
}

TEST_CASE("Line: kept within the width, blanks at the end left out, colour around the words only") {
  const Style plain{40, false, true};
  CHECK(Line(2).add("a").pad_to(20).render(plain) == "  a\n");
  CHECK(Line().add(std::string(41, 'x')).render(plain) == std::string(39, 'x') + "…\n");
  CHECK(Line().add(std::string(40, 'x')).render(plain) == std::string(40, 'x') + "\n");
  CHECK(Line().add("a").add_right("12", 8).render(plain) == "a     12\n");
  const Style colour{40, true, true};
  CHECK(Line(2).add("no ", Tone::bad).add("x").render(colour) == "  \x1b[31mno\x1b[0m x\n");
}
