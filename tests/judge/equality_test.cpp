#include "lab/judge/equality.h"

#include <doctest.h>

#include <cmath>
#include <limits>

using namespace lab::judge;
using lab::record::Absent;
using lab::record::Address;
using lab::record::BigInt;
using lab::record::Bytes;
using lab::record::List;
using lab::record::Map;
using lab::record::None;
using lab::record::Value;

namespace {
const Value kInt = std::int64_t{2};
const Value kUint = std::uint64_t{2};
}  // namespace

TEST_CASE("IntAndUintOfOneValueAreEqual") {
  CHECK(equal_values(kInt, kUint));
  CHECK(equal_values(kUint, kInt));
  CHECK_FALSE(equal_values(std::int64_t{-1}, std::numeric_limits<std::uint64_t>::max()));
}

TEST_CASE("IntAndFloatAreEqualByValue") {
  CHECK(equal_values(kInt, 2.0));
  CHECK(equal_values(2.0, kUint));
  CHECK_FALSE(equal_values(kInt, 2.5));
}

TEST_CASE("FloatsAreEqualWithinTheTolerance") {
  CHECK(equal_values(0.1 + 0.2, 0.3));
  CHECK(equal_values(1e9, 1e9 + 0.5));
  CHECK_FALSE(equal_values(1e9, 1e9 + 2));
  CHECK_FALSE(equal_values(0.0, 1e-300));
}

TEST_CASE("NotANumberAndInfinity") {
  double nan = std::nan("");
  double infinity = std::numeric_limits<double>::infinity();
  CHECK(equal_values(nan, nan));
  CHECK_FALSE(equal_values(nan, 1.0));
  CHECK(equal_values(infinity, infinity));
  CHECK_FALSE(equal_values(infinity, -infinity));
  CHECK_FALSE(equal_values(infinity, 1e308));
}

TEST_CASE("ABooleanIsNoNumber") {
  CHECK_FALSE(equal_values(true, std::int64_t{1}));
  CHECK_FALSE(equal_values(std::int64_t{0}, false));
  CHECK(equal_values(true, true));
  CHECK_FALSE(number_of(true));
}

TEST_CASE("AnAddressIsNoNumber") {
  CHECK_FALSE(equal_values(kInt, Address{2}));
  CHECK(equal_values(Address{2}, Address{2}));
  CHECK_FALSE(equal_values(Address{2}, Address{3}));
  CHECK_FALSE(number_of(Address{2}));
}

TEST_CASE("IntegersBeyond64Bits") {
  CHECK(equal_values(BigInt{"18446744073709551616"}, BigInt{"18446744073709551616"}));
  CHECK_FALSE(equal_values(BigInt{"18446744073709551616"}, BigInt{"18446744073709551617"}));
  CHECK(equal_values(BigInt{"18446744073709551616"}, 18446744073709551616.0));
  CHECK(*number_of(BigInt{"-18446744073709551616"}) < 0);
}

TEST_CASE("TextBytesAndNoneAreDifferentThings") {
  CHECK(equal_values("a", "a"));
  CHECK_FALSE(equal_values("a", Bytes{"a"}));
  CHECK_FALSE(equal_values("2", kInt));
  CHECK(equal_values(None{}, None{}));
  CHECK_FALSE(equal_values(None{}, false));
}

TEST_CASE("ListsItemByItem") {
  CHECK(equal_values(List{kInt, "a"}, List{kUint, "a"}));
  CHECK_FALSE(equal_values(List{kInt}, List{kInt, kInt}));
  CHECK_FALSE(equal_values(List{kInt, kInt}, List{kInt}));
  CHECK_FALSE(equal_values(List{kInt}, kInt));
}

TEST_CASE("MapsInAnyOrder") {
  CHECK(equal_values(Map{{"a", kInt}, {"b", "x"}}, Map{{"b", "x"}, {"a", kUint}}));
  CHECK_FALSE(equal_values(Map{{"a", kInt}}, Map{{"a", kInt}, {"b", kInt}}));
  CHECK_FALSE(equal_values(Map{{"a", kInt}}, Map{{"b", kInt}}));
}

TEST_CASE("AbsentStandsForAnyReasonAndForNothingElse") {
  CHECK(equal_values(Absent{}, Absent{"no such field in 3.14"}));
  CHECK_FALSE(equal_values(std::int64_t{0}, Absent{"gone"}));
  CHECK_FALSE(equal_values(Absent{}, None{}));
  CHECK(equal_values(List{Absent{}}, List{Absent{"gone"}}));
}

TEST_CASE("AbsentIsFoundAtAnyDepth") {
  CHECK(contains_absent(List{kInt, Map{{"x", Absent{"gone"}}}}));
  CHECK_FALSE(contains_absent(List{kInt, Map{{"x", "absent"}}}));
}
