#include "lab/grade/verdict.h"

#include <doctest.h>

#include <vector>

namespace lab::grade {
namespace {

using judge::Status;

judge::Result graded(std::string person, Status status, double score, double most) {
  judge::Result result;
  result.person = std::move(person);
  result.status = status;
  result.score = score;
  result.max_score = most;
  return result;
}

Verdict verdict(const std::vector<judge::Result>& results, const char* minimum = nullptr) {
  if (minimum == nullptr) return verdict_of(results, std::nullopt);
  return verdict_of(results, parse_minimum(minimum));
}

}  // namespace

TEST_CASE("AnErrorOutranksAWrongAnswer") {
  CHECK(verdict({}) == Verdict::passed);
  CHECK(verdict({graded("a", Status::passed, 1, 1), graded("a", Status::skipped, 0, 0)}) ==
        Verdict::passed);
  CHECK(verdict({graded("a", Status::failed, 0, 1)}) == Verdict::wrong);
  CHECK(verdict({graded("a", Status::error, 0, 1), graded("b", Status::failed, 0, 1)}) ==
        Verdict::could_not_run);
}

TEST_CASE("TheMinimumIsOfEachPersonsSum") {
  const std::vector<judge::Result> results = {graded("a", Status::passed, 4, 4),
                                              graded("a", Status::error, 0, 4),
                                              graded("b", Status::failed, 3, 4)};
  CHECK(verdict(results, "50%") == Verdict::passed);
  CHECK(verdict(results, "51%") == Verdict::wrong);  // a has 4 of 8
  CHECK(verdict(results, "3") == Verdict::passed);
  CHECK(verdict(results, "3.5") == Verdict::wrong);  // b has 3
}

TEST_CASE("SumsOfTenthsReachWhatTheyAreWritten") {
  std::vector<judge::Result> results(10, graded("a", Status::failed, 0.1, 0.1));
  CHECK(verdict(results, "1") == Verdict::passed);
  CHECK(verdict(results, "100%") == Verdict::passed);
}

TEST_CASE("WordsOfAMinimum") {
  REQUIRE(parse_minimum("80%"));
  CHECK(parse_minimum("80%")->percent);
  CHECK_FALSE(parse_minimum("12.5")->percent);
  for (const char* text : {"", "%", "x", "80%%", "-1", "101%", "inf", "nan", "8 0"})
    CHECK_FALSE(parse_minimum(text));
}

}  // namespace lab::grade
