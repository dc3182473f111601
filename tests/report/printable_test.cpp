#include <doctest.h>

#include "lab/report/printable.h"

using lab::report::printable;
using lab::report::shown;

TEST_CASE("Printable: ordinary text stays as it is") {
  CHECK(printable("") == "");
  CHECK(printable("a[0] = 'é 中 🙂'") == "a[0] = 'é 中 🙂'");
}

TEST_CASE("Printable: escape sequences become visible") {
  CHECK(printable("\x1b[2J\x1b]0;title\x07") == "␛[2J␛]0;title\\x07");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(printable("\x7f") == "\\x7f");
}

TEST_CASE("Printable: C1 controls, which some terminals obey as well, become visible") {
  CHECK(printable("\xc2\x9b"
                  "31m") == "\\u009b31m");
}

TEST_CASE("Printable: line breaks are kept only when asked for, a carriage return never") {
  CHECK(printable("a\tb\nc\r\n") == "a\\tb\\nc\\r\\n");
  CHECK(printable("a\tb\nc\r\n", true) == "a\tb\nc\\r\n");
}

TEST_CASE("Printable: directional overrides and invisible characters become visible") {
  CHECK(printable("\u202etxt.exe\u2066x\u2069") == "\\u202etxt.exe\\u2066x\\u2069");
  CHECK(printable("a\u200bb\u2028c\ufeff") == "a\\u200bb\\u2028c\\ufeff");
  CHECK(printable("\U000E0041") == "\\U000e0041");
}

TEST_CASE("Printable: bytes that are not UTF-8 become visible one by one") {
  CHECK(printable("\xff\xfe") == "\\xff\\xfe");
  CHECK(printable("cut \xe4\xb8") == "cut \\xe4\\xb8");
  CHECK(printable("\xc0\x8a") == "\\xc0\\x8a");           // an overlong newline
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
}

TEST_CASE("Printable: a pile of combining marks does not climb over the lines above") {
  std::string pile = "a";
  for (int i = 0; i < 6; ++i)
    pile += "\u0301";
  CHECK(printable(pile) == "a\u0301\u0301\u0301\u0301\\u0301\\u0301");
}

TEST_CASE("Shown: without Unicode every text is ASCII") {
  const lab::report::Style ascii{80, false, false};
  CHECK(shown("2 × 3 ≤ 7 — “so” … µs", ascii) == "2 x 3 <= 7 - \"so\" ... us");
  CHECK(shown("é中🙂", ascii) == "\\u00e9\\u4e2d\\U0001f642");
  CHECK(shown("\x1b[0m", ascii) == "\\x1b[0m");
}
