#include "lab/report/number_text.h"

#include <fmt/core.h>

#include <cmath>

#include "lab/report/printable.h"

namespace lab::report {
namespace {

/// Two significant digits below 10, whole numbers from there on: "1.2", "41", "412".
std::string short_number(double value) {
  std::string text =
      std::abs(value) < 9.95 ? fmt::format("{:.1f}", value) : fmt::format("{:.0f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::string minutes_text(double seconds) {
  const double whole = std::round(seconds);
  const double minutes = std::floor(whole / 60);
  return fmt::format("{} min {:.0f} s", grouped(fmt::format("{:.0f}", minutes)),
                     whole - minutes * 60);
}

}  // namespace

std::string grouped(std::string_view digits) {
  const std::size_t sign = digits.starts_with('-') || digits.starts_with('+') ? 1 : 0;
  const std::size_t count = digits.size() - sign;
  if (count < 5) return std::string(digits);
  std::string out(digits.substr(0, sign));
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0 && (count - i) % 3 == 0) out += ',';
    out += digits[sign + i];
  }
  return out;
}

std::string number_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const double size = std::abs(value);
  if (size >= 1e15 || (size > 0 && size < 0.0005)) return fmt::format("{:.3g}", value);
  std::string text = fmt::format("{:.3f}", value);
  text.resize(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  if (text == "-0") text = "0";
  const std::size_t point = text.find('.');
  std::string whole = grouped(std::string_view(text).substr(0, point));
  return point == std::string::npos ? whole : whole + text.substr(point);
}

std::string duration_text(double seconds, const Style& style) {
  if (!std::isfinite(seconds)) return number_text(seconds) + " s";
  if (std::abs(seconds) >= 99.5) return minutes_text(seconds);
  constexpr struct {
    double size;
    std::string_view name;
  } kUnits[] = {{1e-9, "ns"}, {1e-6, "µs"}, {1e-3, "ms"}, {1, "s"}};
  for (const auto& unit : kUnits) {
    // 999.7 µs would be written as 1000 µs: the next unit takes it.
    if (std::abs(seconds) / unit.size < 999.5 || unit.size == 1) {
      return short_number(seconds / unit.size) + " " + shown(unit.name, style);
    }
  }
  return {};
}

std::string bytes_text(double bytes) {
  // Up to here the exact count is as short, and struct sizes are meant to be compared exactly.
  if (!std::isfinite(bytes) || std::abs(bytes) < 10000) return number_text(bytes) + " B";
  constexpr std::string_view kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (std::abs(bytes) >= 1023.5 && unit + 1 < std::size(kUnits)) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{} {}", short_number(bytes), kUnits[unit]);
}

std::string quantity_text(double value, std::string_view unit, const Style& style) {
  if (unit == "ns") return duration_text(value * 1e-9, style);
  if (unit == "us" || unit == "µs") return duration_text(value * 1e-6, style);
  if (unit == "ms") return duration_text(value * 1e-3, style);
  if (unit == "s") return duration_text(value, style);
  if (unit == "B" || unit == "bytes") return bytes_text(value);
  if (unit.empty()) return number_text(value);
  return number_text(value) + " " + shown(unit, style);
}

}  // namespace lab::report
