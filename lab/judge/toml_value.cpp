#include "lab/judge/toml_value.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "lab/record/format.h"

namespace lab::judge {
namespace {

using record::List;
using record::Map;
using record::Value;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "00ff" as the two bytes 0 and 255; nothing when it is not pairs of hexadecimal digits.
std::optional<std::string> from_hexadecimal(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned byte = 0;
    const char* end = text.data() + i + 2;
    auto [stop, error] = std::from_chars(text.data() + i, end, byte, 16);
    if (error != std::errc{} || stop != end) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

/// An integer in decimal as the smallest kind that holds it; nothing when it is none.
std::optional<Value> from_decimal(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  bool canonical = !digits.empty() && (digits[0] != '0' || text == "0") &&
                   std::all_of(digits.begin(), digits.end(), is_digit);
  if (!canonical) return std::nullopt;
  const char* end = text.data() + text.size();
  std::int64_t as_signed = 0;
  if (std::from_chars(text.data(), end, as_signed).ec == std::errc{}) return Value(as_signed);
  std::uint64_t as_unsigned = 0;
  if (!text.starts_with('-') && std::from_chars(text.data(), end, as_unsigned).ec == std::errc{}) {
    return Value(as_unsigned);
  }
  return Value(record::BigInt{text});
}

/// The value that a table of one key stands for; nothing when it is an ordinary map.
std::optional<Value> marked_value(const Section& section, std::string_view key,
                                  const toml::node& node) {
  bool is_true = node.is_boolean() && node.as_boolean()->get();
  if (key == "none" && is_true) return Value(record::None{});
  if (key == "absent" && is_true) return Value(record::Absent{"whatever the reason"});
  if (key == "address" && node.is_integer()) {
    return Value(record::Address{static_cast<std::uint64_t>(node.as_integer()->get())});
  }
  if (key == "bytes" && node.is_string()) {
    std::optional<std::string> bytes = from_hexadecimal(node.as_string()->get());
    if (!bytes) section.fail_at(node, "bytes: pairs of hexadecimal digits were expected");
    return Value(record::Bytes{*bytes});
  }
  if (key == "big_int" && node.is_string()) {
    std::optional<Value> number = from_decimal(node.as_string()->get());
    if (!number) section.fail_at(node, "big_int: an integer in decimal digits was expected");
    return number;
  }
  return std::nullopt;
}

Value convert(const Section& section, const toml::node& node, int depth);

Value convert_table(const Section& section, const toml::table& table, int depth) {
  if (table.size() == 1) {
    auto only = table.cbegin();
    if (auto value = marked_value(section, only->first.str(), only->second)) return *value;
  }
  Map map;
  for (const auto& [key, member] : table) {
    map.emplace_back(std::string(key.str()), convert(section, member, depth + 1));
  }
  return map;
}

Value convert(const Section& section, const toml::node& node, int depth) {
  if (depth > record::kMaxDepth) {
    section.fail_at(node, fmt::format("the value is more than {} deep", record::kMaxDepth));
  }
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* boolean = node.as_boolean()) return boolean->get();
  if (const auto* table = node.as_table()) return convert_table(section, *table, depth);
  if (const auto* array = node.as_array()) {
    List list;
    for (const toml::node& item : *array)
      list.push_back(convert(section, item, depth + 1));
    return list;
  }
  section.fail_at(node, fmt::format("{} is no value that can be observed; a number, text, boolean, "
                                    "array or table was expected",
                                    type_name(node)));
}

}  // namespace

Value to_value(const Section& section, const toml::node& node) {
  return convert(section, node, 0);
}

double to_number(const Section& section, const toml::node& node, std::string_view key) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53U;
  if (const auto* number = node.as_integer()) {
    if (number->get() > kExact || number->get() < -kExact) {
      section.fail_at(node, fmt::format("'{}' is beyond 2^53, where a bound is no longer exact; a "
                                        "smaller number was expected",
                                        key));
    }
    return static_cast<double>(number->get());
  }
  const auto* number = node.as_floating_point();
  if (number == nullptr) {
    section.fail_at(node, fmt::format("'{}' is {}; a number was expected", key, type_name(node)));
  }
  if (!std::isfinite(number->get())) {
    section.fail_at(node,
                    fmt::format("'{}' is {}; a finite number was expected", key, number->get()));
  }
  return number->get();
}

}  // namespace lab::judge
