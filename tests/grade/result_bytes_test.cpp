#include "lab/grade/result_bytes.h"

#include <doctest.h>

namespace lab::grade {
namespace {

judge::Result full_result() {
  judge::Result result;
  result.exercise = "one";
  result.person = "s01";
  result.status = judge::Status::failed;
  result.cause = supervise::Cause::exited;
  result.message = std::string("\xff\0\n", 3);
  result.score = 2.5;
  result.seconds = 0.25;
  judge::Check check;
  check.name = "n";
  check.status = judge::CheckStatus::passed;
  check.expected = record::List{1, record::Absent{"why"}, record::Address{7}};
  check.observed = record::Value(record::Bytes{"\x80"});
  check.line = -1;
  check.hidden = true;
  result.checks = {check, judge::Check{}};
  judge::ClaimResult claim;
  claim.claim.id = "a";
  claim.evidence = judge::Evidence::confirmed;
  result.claims = {claim};
  result.watched = {{"gc", record::Map{{"collected", 5}}}};
  return result;
}

}  // namespace

TEST_CASE("EveryByteOfAResultArrives") {
  const judge::Result sent = full_result();
  const auto got = from_bytes(to_bytes(sent));
  REQUIRE(got);
  CHECK(got->person == "s01");
  CHECK(got->message == sent.message);
  CHECK(got->score == 2.5);
  CHECK(got->status == judge::Status::failed);
  REQUIRE(got->checks.size() == 2);
  CHECK(got->checks[0].expected == sent.checks[0].expected);
  CHECK(got->checks[0].observed == sent.checks[0].observed);
  CHECK(got->checks[0].line == -1);
  CHECK(got->checks[0].hidden);
  CHECK_FALSE(got->checks[1].observed);
  CHECK(got->claims[0].evidence == judge::Evidence::confirmed);
  CHECK(got->watched == sent.watched);
  CHECK(to_bytes(*got) == to_bytes(sent));
}

TEST_CASE("APartOfAResultIsNone") {
  const std::string bytes = to_bytes(full_result());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(from_bytes(std::string_view(bytes).substr(0, size)));
  CHECK_FALSE(from_bytes(bytes + "x"));
}

}  // namespace lab::grade
