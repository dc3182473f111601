#include <doctest.h>

#include "lab/watch/frame.h"

using lab::watch::columns_of;
using lab::watch::Row;
using lab::watch::wrapped;

TEST_CASE("WideCharactersTakeTwoColumns") {
  CHECK(columns_of("añ") == 2);
  CHECK(columns_of("日本") == 4);
  CHECK(columns_of("e\u0301") == 1);
}

TEST_CASE("ARowIsCutBetweenCharacters") {
  Row row("日本語");
  row.cut_to(4);
  CHECK(row.width() <= 4);
  CHECK(row.text() == "日…");
  CHECK(Row("abc").cut_to(3).text() == "abc");
  CHECK(Row("abcdef").cut_to(5, false).text() == "ab...");
  CHECK(Row("abcdef").cut_to(1).text() == "…");
}

TEST_CASE("WhatStandsBesideBeginsAtItsColumn") {
  Row row("ab");
  row.beside(5, Row("cd"));
  CHECK(row.text() == "ab   cd");
}

TEST_CASE("TextIsWrappedAtBlanksAndALongWordSomewhere") {
  CHECK(wrapped("one two three", 8, 9) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("abcdefgh", 3, 9) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(wrapped("one two three", 4, 2) == std::vector<std::string>{"one", "two three"});
  CHECK(wrapped("", 4, 2).empty());
}
