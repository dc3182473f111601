#include "lab/judge/operators.h"

#include <doctest.h>

#include <cmath>

#include "tests/judge/run_of.h"

using namespace lab::judge;
using lab::judge::test::number;
using lab::judge::test::run_of;
using lab::record::Absent;
using lab::record::Address;
using lab::record::List;
using lab::record::Map;
using lab::record::to_text;
using lab::record::Value;

namespace {
const Run kNoOther = run_of({});

bool passes(const Operator& op, const Value& observed, const Run& run = kNoOther) {
  return holds(op, observed, run);
}

RatioTo ratio(std::optional<double> at_least, std::optional<double> at_most) {
  return {"before", at_least, at_most};
}

}  // namespace

TEST_CASE("EqualsHoldsAndFails") {
  CHECK(passes(Equals{number(2)}, std::uint64_t{2}));
  CHECK_FALSE(passes(Equals{number(2)}, number(3)));
  CHECK_FALSE(passes(Equals{number(1)}, true));
  CHECK(expected_text(Equals{number(2)}, kNoOther) == "2");
}

TEST_CASE("AtLeastHoldsAndFails") {
  CHECK(passes(AtLeast{4}, number(4)));
  CHECK(passes(AtLeast{4}, 4.5));
  CHECK_FALSE(passes(AtLeast{4}, number(3)));
  CHECK_FALSE(passes(AtLeast{4}, std::nan("")));
  CHECK_FALSE(passes(AtLeast{4}, "5"));
  CHECK_FALSE(passes(AtLeast{0}, true));
  CHECK_FALSE(passes(AtLeast{0}, Address{5}));
  CHECK(expected_text(AtLeast{4}, kNoOther) == "at least 4");
}

TEST_CASE("AtMostHoldsAndFails") {
  CHECK(passes(AtMost{4}, number(-7)));
  CHECK_FALSE(passes(AtMost{4}, number(5)));
  CHECK_FALSE(passes(AtMost{4}, std::nan("")));
  CHECK_FALSE(passes(AtMost{4}, List{}));
  CHECK(expected_text(AtMost{4.5}, kNoOther) == "at most 4.5");
}

TEST_CASE("BoundsAreExactBeyondTheDigitsOfADouble") {
  CHECK_FALSE(passes(AtMost{9007199254740992}, number(9007199254740993)));
  CHECK(passes(AtLeast{9007199254740992}, number(9007199254740993)));
}

TEST_CASE("BetweenIncludesBothEnds") {
  CHECK(passes(Between{1, 5}, number(1)));
  CHECK(passes(Between{1, 5}, number(5)));
  CHECK_FALSE(passes(Between{1, 5}, number(6)));
  CHECK_FALSE(passes(Between{1, 5}, number(0)));
  CHECK(expected_text(Between{1, 5}, kNoOther) == "1 to 5");
  CHECK(expected_value(Between{1, 5}, kNoOther) == Value(List{number(1), number(5)}));
}

TEST_CASE("OneOfHoldsAndFails") {
  OneOf op{{number(1), number(2), "x"}};
  CHECK(passes(op, std::uint64_t{2}));
  CHECK(passes(op, "x"));
  CHECK_FALSE(passes(op, number(3)));
  CHECK(expected_text(op, kNoOther) == "1, 2 or \"x\"");
}

TEST_CASE("MatchesTheWholeText") {
  CHECK_FALSE(passes(Matches{"TypeError"}, "a TypeError"));
  CHECK(passes(Matches{"[A-Za-z]+Error: .*"}, "TypeError: bad"));
  CHECK_FALSE(passes(Matches{"Type"}, "TypeError"));
  CHECK_FALSE(passes(Matches{"5"}, number(5)));
  CHECK_FALSE(passes(Matches{"a.b"}, "a\nb"));
}

TEST_CASE("MatchingDoesNotRunAway") {
  // With a backtracking engine the first takes for ever and the second needs a stack of megabytes.
  CHECK_FALSE(passes(Matches{"(a+)+b"}, std::string(5000, 'a')));
  CHECK(passes(Matches{"(a|b)*"}, std::string(10'000, 'a')));
  CHECK_FALSE(passes(Matches{"a*"}, std::string(10'001, 'a')));
}

TEST_CASE("RatioHoldsAndFails") {
  Run run = run_of({{"before", number(4)}});
  CHECK(passes(ratio(2, std::nullopt), number(8), run));
  CHECK(passes(ratio(std::nullopt, 2), number(8), run));
  CHECK(passes(ratio(1.5, 2.5), number(8), run));
  CHECK_FALSE(passes(ratio(2.5, std::nullopt), number(8), run));
  CHECK_FALSE(passes(ratio(std::nullopt, 1.5), number(8), run));
  CHECK(to_text(shown_value(ratio(2, 2), number(8), run)) == "2");
  CHECK(expected_text(ratio(2, 3), run) == "2 to 3 times 'before' (4)");
  CHECK(expected_text(ratio(std::nullopt, 3), run) == "at most 3 times 'before' (4)");
}

TEST_CASE("RatioToZero") {
  Run run = run_of({{"before", number(0)}});
  CHECK_FALSE(passes(ratio(0, std::nullopt), number(8), run));
  CHECK(shown_value(ratio(0, 1), number(8), run) == Value("8 / 0: no ratio to 0"));
}

TEST_CASE("RatioToWhatIsNoNumber") {
  Run run = run_of({{"before", "4"}});
  CHECK_FALSE(passes(ratio(0, std::nullopt), number(8), run));
  CHECK(shown_value(ratio(0, 1), number(8), run) == Value("8 / \"4\": not two numbers"));
}

TEST_CASE("RatioToWhatWasNotObserved") {
  CHECK_FALSE(passes(ratio(0, std::nullopt), number(8)));
  CHECK(shown_value(ratio(0, 1), number(8), kNoOther) == Value("'before' was not observed"));
}

TEST_CASE("SameAsHoldsAndFails") {
  Run run = run_of({{"before", List{number(1), number(2)}}});
  CHECK(passes(SameAs{"before/1"}, std::uint64_t{2}, run));
  CHECK_FALSE(passes(SameAs{"before/1"}, number(1), run));
  CHECK_FALSE(passes(SameAs{"after"}, number(1), run));
  CHECK(expected_text(SameAs{"before/1"}, run) == "the same as 'before/1' (2)");
  CHECK(expected_text(SameAs{"after"}, run) == "the same as 'after' (not observed)");
  CHECK(expected_value(SameAs{"before/1"}, run) == number(2));
  CHECK(expected_value(SameAs{"after"}, run).is<Absent>());
}

TEST_CASE("DiffersFromHoldsAndFails") {
  Run run = run_of({{"before", Address{16}}});
  CHECK(passes(DiffersFrom{"before"}, Address{32}, run));
  CHECK_FALSE(passes(DiffersFrom{"before"}, Address{16}, run));
}

TEST_CASE("DiffersFromWhatWasNotObservedFails") {
  CHECK_FALSE(passes(DiffersFrom{"after"}, number(1)));
}

TEST_CASE("AbsentFailsUnderEveryOperatorButEquals") {
  Run run = run_of({{"before", Absent{"not in 3.14"}}, {"number", number(1)}});
  Value absent = Absent{"not in 3.14"};
  for (const Operator& op : std::initializer_list<Operator>{
           Equals{number(0)}, AtLeast{0}, AtMost{0}, Between{0, 1}, OneOf{{number(0), number(1)}},
           Matches{".*"}, RatioTo{"number", 0, 1}, SameAs{"before"}, DiffersFrom{"number"}}) {
    CAPTURE(name_of(op));
    CHECK_FALSE(passes(op, absent, run));
  }
  CHECK_FALSE(passes(DiffersFrom{"before"}, number(1), run));
  CHECK(passes(Equals{Absent{}}, absent, run));
  CHECK(passes(OneOf{{number(0), Absent{}}}, absent, run));
  CHECK(to_text(shown_value(Equals{number(0)}, absent, run)).find("not in 3.14") !=
        std::string::npos);
}
