#include "bindings/watch/quick_clock.h"

#include <doctest.h>

#include "lab/record/writer.h"

using lab::bindings::QuickClock;
using lab::record::Writer;

TEST_CASE("the quick clock keeps between two readings of the slow one") {
  QuickClock::prepare();
  QuickClock clock;
  // Its rate is off by the error of one comparison in ten milliseconds, for a millisecond.
  constexpr std::uint64_t kOff = 100'000;
  const std::uint64_t end = Writer::now() + 1'300'000'000;
  std::uint64_t last = 0;
  std::uint64_t readings = 0;
  for (std::uint64_t before = Writer::now(); before < end; ++readings) {
    const std::uint64_t now = clock.now();
    const std::uint64_t after = Writer::now();
    REQUIRE(now >= last);
    REQUIRE(now + kOff >= before);
    REQUIRE(now <= after + kOff);
    last = now;
    before = after;
  }
  CHECK(readings > 1000);
}

TEST_CASE("it is right again after a long time in which nobody asked") {
  QuickClock::prepare();
  QuickClock clock;
  const std::uint64_t begin = Writer::now();
  while (Writer::now() < begin + 12'000'000)
    clock.now();
  while (Writer::now() < begin + 60'000'000) {
  }
  const std::uint64_t before = Writer::now();
  const std::uint64_t now = clock.now();
  const std::uint64_t after = Writer::now();
  CHECK(now + 1000 >= before);
  CHECK(now <= after + 1000);
}
