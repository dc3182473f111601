#include <doctest.h>

#include "tests/judge/smallest_exercise.h"

using namespace lab::judge::test;

namespace {

std::string operator_error(const std::string& line) {
  return error_of(with_line(16, line));
}

std::string twice(const std::string& first_range, const std::string& second_range) {
  return error_of(
      with_line(16, "equals = 1\n" + first_range) +
      "[[expect]]\nname = \"n\"\nobserve = \"o\"\nequals = 2\nwhy = \"w\"\nhint = \"h\"\n" +
      second_range + "\n");
}

}  // namespace

TEST_CASE("MissingKeysOfAnExpectation") {
  CHECK(error_of(with_line(14, "")) == "13:1: expect: 'name' is missing; every expect has one");
  CHECK(error_of(with_line(15, "")) == "13:1: expect: 'observe' is missing; every expect has one");
  CHECK(error_of(with_line(17, "")) == "13:1: expect: 'why' is missing; every expect has one");
  CHECK(error_of(with_line(18, "")) == "13:1: expect: 'hint' is missing; every expect has one");
}

TEST_CASE("MisspeltOperator") {
  CHECK(operator_error("equal = 1") ==
        "16:1: expect: 'equal' is not an operator; one of equals, at_least, at_most, between, "
        "one_of, "
        "matches, ratio_to, same_as, differs_from was expected");
}

TEST_CASE("NoOperator") {
  CHECK(operator_error("").starts_with("13:1: expect: no operator; one of equals, at_least"));
}

TEST_CASE("TwoOperators") {
  CHECK(operator_error("equals = 1\nat_least = 1") ==
        "17:1: expect: 'equals' and 'at_least' are both operators; exactly one was expected");
}

TEST_CASE("UnknownKeyBesideAnOperator") {
  CHECK(operator_error("equals = 1\npoint = 2").starts_with("17:1: expect: 'point' is not a key"));
}

TEST_CASE("PointsAndFlags") {
  CHECK(operator_error("equals = 1\npoints = 0").starts_with("17:10: expect: 'points' is 0"));
  CHECK(operator_error("equals = 1\npoints = \"1\"") ==
        "17:10: expect: 'points' is a string; a number was expected");
  CHECK(operator_error("equals = 1\nhidden = \"yes\"") ==
        "17:10: expect: 'hidden' is a string; true or false was expected");
}

TEST_CASE("ClaimThatDoesNotExist") {
  CHECK(operator_error("equals = 1\nclaim = \"z\"") ==
        "17:1: expect: 'z' is no claim of this exercise; one of a was expected");
}

TEST_CASE("NameThatWrongAnswersUseForAnError") {
  CHECK(error_of(with_line(14, "name = \"error exception\""))
            .starts_with("14:1: expect: a name cannot"));
}

TEST_CASE("BadVersionRangeOfAnExpectation") {
  CHECK(operator_error("equals = 1\npython = \"<=3\"") ==
        "17:10: expect: '<=3' is no version range; one like \">=3.11,<3.13.5\" was expected");
  CHECK(operator_error("equals = 1\npython = \"<3.11\"")
            .starts_with("17:1: expect: '<3.11' applies to no Python that the exercise runs on"));
  std::string needs =
      with_line(16, "equals = 1\npython = \"<3.12\"") + "[needs]\npython = \">=3.12\"\n";
  CHECK(error_of(needs).starts_with("17:1: expect: '<3.12' applies to no Python"));
}

TEST_CASE("OverlappingExpectationsOfOneName") {
  CHECK(twice("", "") ==
        "21:1: expect: 'n' is expected on line 13 already, and both apply to Python 3.11.0; "
        "another name, "
        "or python ranges that do not overlap, were expected");
  CHECK(
      twice("python = \"<3.13.5\"", "python = \">=3.13.4\"").find("both apply to Python 3.13.4") !=
      std::string::npos);
  CHECK(twice("python = \"!=3.12\"", "python = \"==3.12.30\"") == "accepted");
  CHECK(twice("python = \"<3.13.5\"", "python = \">=3.13.5\"") == "accepted");
  CHECK(twice("python = \"<=3.15.29\"", "python = \">=3.15.30\"") == "accepted");
  CHECK(twice("python = \"<=3.15.30\"", "python = \">=3.15.30\"").find("Python 3.15.30") !=
        std::string::npos);
}

TEST_CASE("BadBounds") {
  CHECK(operator_error("at_least = \"4\"") ==
        "16:12: expect: 'at_least' is a string; a number was expected");
  CHECK(operator_error("at_most = true") ==
        "16:11: expect: 'at_most' is a boolean; a number was expected");
  CHECK(operator_error("at_least = nan").starts_with("16:12: expect: 'at_least' is nan; a finite"));
  CHECK(operator_error("at_least = 9007199254740993")
            .starts_with("16:12: expect: 'at_least' is beyond 2^53"));
  CHECK(operator_error("between = 3") ==
        "16:11: expect: 'between' needs two numbers; [low, high] was expected");
  CHECK(operator_error("between = [1, 2, 3]").starts_with("16:11: expect: 'between' needs two"));
  CHECK(operator_error("between = [5, 1]") ==
        "16:11: expect: 'between' goes from 5 down to 1; [low, high] was expected");
}

TEST_CASE("BadChoiceOfValues") {
  CHECK(operator_error("one_of = 1")
            .starts_with("16:10: expect: 'one_of' needs an array of two values"));
  CHECK(
      operator_error("one_of = [1]").starts_with("16:10: expect: 'one_of' needs an array of two"));
}

TEST_CASE("BadPattern") {
  CHECK(operator_error("matches = 5").starts_with("16:11: expect: 'matches' is an integer"));
  CHECK(operator_error("matches = '('")
            .starts_with("16:11: expect: 'matches' is no regular expression"));
  CHECK(operator_error("matches = '(a)\\1'")
            .starts_with("16:11: expect: 'matches' has a back-reference"));
  CHECK(operator_error("matches = '" + std::string(501, 'a') + "'")
            .starts_with("16:11: expect: 'matches' is longer than 500 characters"));
}

TEST_CASE("BadRatio") {
  CHECK(operator_error("ratio_to = \"x\"").starts_with("16:12: expect: 'ratio_to' is a string"));
  CHECK(operator_error("ratio_to = {observation = \"x\"}")
            .starts_with("16:12: expect: 'ratio_to' is not complete"));
  CHECK(operator_error("ratio_to = {at_least = 2}")
            .starts_with("16:12: expect: 'ratio_to' is not complete"));
  CHECK(operator_error("ratio_to = {observation = \"x\", atleast = 2}")
            .starts_with("16:42: expect: 'atleast' is no part of ratio_to"));
  CHECK(operator_error("ratio_to = {observation = \"x\", at_least = 3, at_most = 2}")
            .find("at_least above at_most") != std::string::npos);
}

TEST_CASE("BadReference") {
  CHECK(operator_error("same_as = 5") ==
        "16:11: expect: 'same_as' needs the name of an observation");
  CHECK(operator_error("differs_from = \"\"") ==
        "16:16: expect: 'differs_from' needs the name of an observation");
}

TEST_CASE("BadValues") {
  CHECK(operator_error("equals = 2026-01-01")
            .starts_with("16:10: expect: a date or time is no value that can be observed"));
  CHECK(operator_error("equals = {bytes = \"0\"}").find("pairs of hexadecimal digits") !=
        std::string::npos);
  CHECK(operator_error("equals = {bytes = \"0g\"}").find("pairs of hexadecimal digits") !=
        std::string::npos);
  for (const char* digits : {"", "-", "012", "1.5", "1e9", "-0"}) {
    CAPTURE(digits);
    CHECK(operator_error(std::string("equals = {big_int = \"") + digits + "\"}")
              .find("an integer in decimal digits was expected") != std::string::npos);
  }
  std::string deep = std::string(70, '[') + std::string(70, ']');
  CHECK(operator_error("equals = " + deep).find("more than 64 deep") != std::string::npos);
}
