#include "lab/report/difference.h"

#include <doctest.h>

#include "sample.h"

using lab::record::List;
using lab::record::Map;
using lab::record::Value;
using lab::report::first_difference;
using lab::report::sample::number;
using lab::report::sample::numbers;

TEST_CASE("Difference: the first place in lists and maps, at any depth") {
  CHECK(first_difference(numbers({5, 6, -1}), numbers({5, 6, 0})) ==
        "[2]: expected -1, observed 0");
  CHECK(first_difference(Map{{"a", numbers({1, 2})}}, Map{{"a", numbers({1, 3})}}) ==
        "a[1]: expected 2, observed 3");
  CHECK(first_difference(List{Map{{"x", "y"}}}, List{Map{{"x", Value(true)}}}) ==
        "[0].x: expected \"y\", observed True");
}

TEST_CASE("Difference: one of them ends earlier") {
  CHECK(first_difference(numbers({1, 2}), numbers({1})) == "[1]: expected 2 items, observed 1");
  CHECK(first_difference(numbers({1}), numbers({1, 2})) == "[1]: expected 1 items, observed 2");
}

TEST_CASE("Difference: keys that are missing, and keys too many") {
  CHECK(first_difference(Map{{"a", number(1)}}, Map{{"b", number(1)}}) == "a: missing");
  CHECK(first_difference(Map{{"a", number(1)}}, Map{{"b", number(1)}, {"a", number(1)}}) ==
        "b: not expected");
}

TEST_CASE("Difference: nothing to say of equal values, of scalars and of different shapes") {
  CHECK_FALSE(first_difference(numbers({1}), List{1.0}));
  CHECK_FALSE(first_difference(number(1), number(2)));
  CHECK_FALSE(first_difference(numbers({1}), Map{{"a", number(1)}}));
}
