#include <doctest.h>

#include "lab/judge/exercise.h"

using lab::judge::nearest;
using Names = std::vector<std::string>;

namespace {
const Names kSlugs = {"gc-cycles", "gc-generations", "dict-layout", "dict-order",
                      "identity-hash-is"};
}

TEST_CASE("NearestFindsASlip") {
  CHECK(nearest("gc-cycels", kSlugs) == Names{"gc-cycles"});
  CHECK(nearest("gccycles", kSlugs) == Names{"gc-cycles"});
  CHECK(nearest("identity-hash", kSlugs) == Names{"identity-hash-is"});
}

TEST_CASE("NearestPutsTheBestFirst") {
  CHECK(nearest("ab-cd", {"ab-ceg", "ab-ce", "ab-cd"}) == Names{"ab-cd", "ab-ce", "ab-ceg"});
}

TEST_CASE("NearestNamesAtMostThree") {
  CHECK(nearest("slot-0", {"slot-1", "slot-2", "slot-3", "slot-4"}) ==
        Names{"slot-1", "slot-2", "slot-3"});
}

TEST_CASE("NearestLeavesOutWhatIsFarOff") {
  CHECK(nearest("asyncio-loop", kSlugs).empty());
  CHECK(nearest("", kSlugs).empty());
  CHECK(nearest("ab", {"x", "yz"}).empty());
}
