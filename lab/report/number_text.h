#pragma once

#include <string>
#include <string_view>

#include "lab/report/report.h"

namespace lab::report {

/// Decimal digits (a sign before them or not) in groups of three: "1,056,084"; four digits stay
/// together.
std::string grouped(std::string_view digits);

/// A number as a person writes it: grouped where it is whole, else three decimals at most, "nan",
/// "inf".
std::string number_text(double value);

/// "412 ns", "412 µs", "41 ms", "1.2 s", "2 min 5 s".
std::string duration_text(double seconds, const Style& style);

/// "512 B", "8856 B", "10 KiB", "1.5 MiB".
std::string bytes_text(double bytes);

/// `value` with its unit: "ns", "us", "µs", "ms" and "s" are durations, "B" and "bytes" amounts of
/// memory; another unit stands behind the number.
std::string quantity_text(double value, std::string_view unit, const Style& style);

}  // namespace lab::report
