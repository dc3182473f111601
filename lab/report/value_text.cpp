#include "lab/report/value_text.h"

#include <cstdlib>

#include "lab/report/number_text.h"
#include "lab/report/printable.h"

namespace lab::report {
namespace {

/// No line of a page shows more, and an observation may hold megabytes.
constexpr std::size_t kLongest = 2000;

}  // namespace

std::optional<double> as_number(const record::Value& value) {
  if (const auto* number = value.get_if<std::int64_t>()) return static_cast<double>(*number);
  if (const auto* number = value.get_if<std::uint64_t>()) return static_cast<double>(*number);
  if (const auto* number = value.get_if<double>()) return *number;
  if (const auto* number = value.get_if<record::BigInt>()) {
    return std::strtod(number->decimal.c_str(), nullptr);
  }
  return std::nullopt;
}

bool is_numeric(const record::Value& value) {
  return value.is<std::int64_t>() || value.is<std::uint64_t>() || value.is<double>() ||
         value.is<record::BigInt>() || value.is<record::Address>();
}

std::string cell_text(const record::Value& value, const Style& style) {
  if (const auto* text = value.get_if<std::string>())
    return shown(text->substr(0, kLongest), style);
  if (const auto* number = value.get_if<std::int64_t>()) return grouped(std::to_string(*number));
  if (const auto* number = value.get_if<std::uint64_t>()) return grouped(std::to_string(*number));
  if (const auto* number = value.get_if<double>()) return number_text(*number);
  return answer_text(value, style);
}

std::string answer_text(const record::Value& value, const Style& style) {
  return shown(record::to_text(value), style);
}

}  // namespace lab::report
