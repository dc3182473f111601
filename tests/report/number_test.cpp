#include <doctest.h>

#include <limits>

#include "lab/report/number_text.h"
#include "lab/report/report.h"

using namespace lab::report;

TEST_CASE("Numbers: grouped from five digits on") {
  CHECK(grouped("0") == "0");
  CHECK(grouped("9999") == "9999");
  CHECK(grouped("-9999") == "-9999");
  CHECK(grouped("10000") == "10,000");
  CHECK(grouped("-100000") == "-100,000");
  CHECK(grouped("1056084") == "1,056,084");
}

TEST_CASE("Numbers: fractions keep three decimals, extremes an exponent") {
  CHECK(number_text(0) == "0");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(0.5) == "0.5");
  CHECK(number_text(1.0 / 3) == "0.333");
  CHECK(number_text(12345.5) == "12,345.5");
  CHECK(number_text(1e300) == "1e+300");
  CHECK(number_text(0.0001) == "0.0001");
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(number_text(-std::numeric_limits<double>::infinity()) == "-inf");
}

TEST_CASE("Durations: the unit in which they are short, also at the border of two units") {
  const Style style;
  CHECK(duration_text(0, style) == "0 ns");
  CHECK(duration_text(412e-9, style) == "412 ns");
  CHECK(duration_text(412e-6, style) == "412 µs");
  CHECK(duration_text(0.0012, style) == "1.2 ms");
  CHECK(duration_text(0.0413, style) == "41 ms");
  CHECK(duration_text(0.99949, style) == "999 ms");
  CHECK(duration_text(0.9997, style) == "1 s");
  CHECK(duration_text(1.24, style) == "1.2 s");
  CHECK(duration_text(125.2, style) == "2 min 5 s");
  CHECK(duration_text(119.9, style) == "2 min 0 s");
  CHECK(duration_text(412e-6, {80, false, false}) == "412 us");
}

TEST_CASE("Bytes: exact while that is short") {
  CHECK(bytes_text(0) == "0 B");
  CHECK(bytes_text(8856) == "8856 B");
  CHECK(bytes_text(10240) == "10 KiB");
  CHECK(bytes_text(1.5 * 1048576) == "1.5 MiB");
  CHECK(bytes_text(1048575) == "1 MiB");
}

TEST_CASE("Quantities: known units are converted, others stand behind the number") {
  const Style style;
  CHECK(quantity_text(300000, "ns", style) == "300 µs");
  CHECK(quantity_text(5, "ms", style) == "5 ms");
  CHECK(quantity_text(20480, "bytes", style) == "20 KiB");
  CHECK(quantity_text(50, "%", style) == "50 %");
  CHECK(quantity_text(70000, "", style) == "70,000");
}
