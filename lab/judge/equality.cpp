#include "lab/judge/equality.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lab::judge {
namespace {

using record::Absent;
using record::BigInt;
using record::List;
using record::Map;
using record::Value;

constexpr long double kTolerance = 1e-9L;

/// An integer of any kind in decimal, so that an int64 and a uint64 are compared without a cast.
std::optional<std::string> decimal_of(const Value& value) {
  if (const auto* number = value.get_if<std::int64_t>()) return std::to_string(*number);
  if (const auto* number = value.get_if<std::uint64_t>()) return std::to_string(*number);
  if (const auto* number = value.get_if<BigInt>()) return number->decimal;
  return std::nullopt;
}

long double decimal_to_number(const std::string& decimal) {
  long double number = 0;
  for (char digit : decimal) {
    if (digit >= '0' && digit <= '9') number = number * 10 + (digit - '0');
  }
  return decimal.starts_with('-') ? -number : number;
}

bool nearly_equal(long double left, long double right) {
  if (std::isnan(left) || std::isnan(right)) return std::isnan(left) && std::isnan(right);
  if (std::isinf(left) || std::isinf(right)) return left == right;
  long double scale = std::max(std::fabs(left), std::fabs(right));
  return std::fabs(left - right) <= kTolerance * scale;
}

bool equal_lists(const List& expected, const List& observed) {
  return std::equal(expected.begin(), expected.end(), observed.begin(), observed.end(),
                    equal_values);
}

bool equal_maps(const Map& expected, const Map& observed) {
  if (expected.size() != observed.size()) return false;
  return std::all_of(expected.begin(), expected.end(), [&](const auto& member) {
    auto same_key = std::find_if(observed.begin(), observed.end(),
                                 [&](const auto& other) { return other.first == member.first; });
    return same_key != observed.end() && equal_values(member.second, same_key->second);
  });
}

}  // namespace

std::optional<long double> number_of(const Value& value) {
  if (const auto* number = value.get_if<std::int64_t>()) return *number;
  if (const auto* number = value.get_if<std::uint64_t>()) return *number;
  if (const auto* number = value.get_if<double>()) return *number;
  if (const auto* number = value.get_if<BigInt>()) return decimal_to_number(number->decimal);
  return std::nullopt;
}

bool equal_values(const Value& expected, const Value& observed) {
  if (expected.is<Absent>() || observed.is<Absent>()) {
    return expected.is<Absent>() && observed.is<Absent>();
  }
  std::optional<std::string> expected_integer = decimal_of(expected);
  std::optional<std::string> observed_integer = decimal_of(observed);
  if (expected_integer && observed_integer) return *expected_integer == *observed_integer;

  std::optional<long double> expected_number = number_of(expected);
  std::optional<long double> observed_number = number_of(observed);
  if (expected_number && observed_number) return nearly_equal(*expected_number, *observed_number);

  const auto* expected_list = expected.get_if<List>();
  const auto* observed_list = observed.get_if<List>();
  if (expected_list != nullptr && observed_list != nullptr) {
    return equal_lists(*expected_list, *observed_list);
  }
  const auto* expected_map = expected.get_if<Map>();
  const auto* observed_map = observed.get_if<Map>();
  if (expected_map != nullptr && observed_map != nullptr) {
    return equal_maps(*expected_map, *observed_map);
  }
  return expected == observed;
}

bool contains_absent(const Value& value) {
  if (value.is<Absent>()) return true;
  if (const auto* list = value.get_if<List>()) {
    return std::any_of(list->begin(), list->end(), contains_absent);
  }
  if (const auto* map = value.get_if<Map>()) {
    return std::any_of(map->begin(), map->end(),
                       [](const auto& member) { return contains_absent(member.second); });
  }
  return false;
}

}  // namespace lab::judge
