#include "lab/judge/python_version.h"

#include <doctest.h>

using lab::judge::parse_version;
using lab::judge::PythonVersion;
using lab::judge::VersionRange;

namespace {

bool contains(const char* range, PythonVersion version) {
  std::optional<VersionRange> parsed = VersionRange::parse(range);
  REQUIRE(parsed);
  return parsed->contains(version);
}

}  // namespace

TEST_CASE("VersionWithAndWithoutMicro") {
  CHECK(parse_version("3.11.2") == PythonVersion{3, 11, 2});
  CHECK(parse_version("3.11") == PythonVersion{3, 11, 0});
  CHECK(parse_version("2.7") == PythonVersion{2, 7, 0});
  CHECK(to_string(PythonVersion{3, 13, 0}) == "3.13.0");
}

TEST_CASE("VersionSuffixIsIgnored") {
  CHECK(parse_version("3.15.0b1") == PythonVersion{3, 15, 0});
  CHECK(parse_version("3.13.0+") == PythonVersion{3, 13, 0});
  CHECK(parse_version("3.14rc2") == PythonVersion{3, 14, 0});
}

TEST_CASE("NoVersion") {
  for (const char* text : {"", "3", "3.", "3.11.", ".11", "three", "-3.11", "3.-11", "3.11.2.1",
                           "3.11 2", "99999.1", "3.99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_version(text));
  }
}

TEST_CASE("VersionsAreOrderedByNumber") {
  CHECK(PythonVersion{3, 9, 18} < PythonVersion{3, 11, 0});
  CHECK(PythonVersion{3, 14, 10} > PythonVersion{3, 14, 5});
}

TEST_CASE("EmptyRangeHoldsEveryVersion") {
  CHECK(contains("", {3, 11, 2}));
  CHECK(VersionRange::parse("")->empty());
  CHECK(VersionRange().contains({2, 7, 18}));
}

TEST_CASE("RangeBounds") {
  CHECK(contains(">=3.11,<3.13.5", {3, 11, 0}));
  CHECK(contains(">=3.11,<3.13.5", {3, 13, 4}));
  CHECK_FALSE(contains(">=3.11,<3.13.5", {3, 13, 5}));
  CHECK_FALSE(contains(">=3.11,<3.13.5", {3, 10, 9}));
  CHECK(contains(" >= 3.14.5 , != 3.15.0 ", {3, 14, 5}));
  CHECK_FALSE(contains(">=3.14.5, !=3.15.0", {3, 15, 0}));
  CHECK(contains(">3.14.4", {3, 14, 5}));
  CHECK_FALSE(contains(">3.14.4", {3, 14, 4}));
  CHECK(contains("<=3.14.4", {3, 14, 4}));
}

TEST_CASE("TwoNumbersSpeakOfTheWholeMinorVersion") {
  CHECK(contains("==3.12", {3, 12, 9}));
  CHECK_FALSE(contains("==3.12", {3, 13, 0}));
  CHECK_FALSE(contains("!=3.12", {3, 12, 1}));
  CHECK(contains("<=3.12", {3, 12, 9}));
  CHECK_FALSE(contains(">3.12", {3, 12, 9}));
  CHECK(contains(">3.12", {3, 13, 0}));
  CHECK(contains("==3.12.0", {3, 12, 0}));
  CHECK_FALSE(contains("==3.12.0", {3, 12, 1}));
}

TEST_CASE("NoRange") {
  for (const char* text : {"3.11", ">=", ">=3", "=>3.11", ">=3.11,", ",>=3.11", ">=3.11 <3.12",
                           "~=3.11", ">=3.11b1", ">=3.11,,<3.13", "=3.11"}) {
    CAPTURE(text);
    CHECK_FALSE(VersionRange::parse(text));
  }
}

TEST_CASE("RangeKeepsItsText") {
  CHECK(VersionRange::parse(" >=3.11 ")->text() == ">=3.11");
}
