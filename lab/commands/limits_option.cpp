#include "lab/commands/limits_option.h"

#include <fmt/core.h>

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

#include "lab/commands/command.h"

namespace lab::commands {
namespace {

[[noreturn]] void fail(std::string_view part) {
  throw UsageError(fmt::format(
      "--limits: '{}' is no limit; write for example wall=30,cpu=30,memory=2G,output=8M", part));
}

/// A number that is not negative, and the unit behind it; "none" is 0.
struct Quantity {
  double number = 0;
  std::string_view unit;
};

std::optional<Quantity> parse_quantity(const std::string& text) {
  if (text == "none") return Quantity{};
  char* end = nullptr;
  double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !std::isfinite(number) || number < 0) return std::nullopt;
  return Quantity{number, end};
}

std::optional<double> parse_seconds(const std::string& text) {
  auto quantity = parse_quantity(text);
  if (!quantity || (!quantity->unit.empty() && quantity->unit != "s")) return std::nullopt;
  return quantity->number;
}

std::optional<std::uint64_t> parse_bytes(const std::string& text) {
  auto quantity = parse_quantity(text);
  if (!quantity) return std::nullopt;
  double factor = 1;
  std::string_view unit = quantity->unit;
  if (!unit.empty()) {
    constexpr std::string_view kPrefixes = "KMG";
    std::size_t power = kPrefixes.find(unit.front());
    if (power == std::string_view::npos) return std::nullopt;
    factor = std::pow(1024.0, static_cast<double>(power + 1));
    unit.remove_prefix(1);
    if (!unit.empty() && unit != "iB" && unit != "B") return std::nullopt;
  }
  if (quantity->number * factor > 1e18) return std::nullopt;
  return static_cast<std::uint64_t>(quantity->number * factor);
}

void set_limit(supervise::Limits& limits, std::string_view name, const std::string& value,
               std::string_view part) {
  std::optional<double> seconds;
  std::optional<std::uint64_t> bytes;
  if (name == "wall" || name == "cpu") {
    seconds = parse_seconds(value);
    if (seconds) (name == "wall" ? limits.wall_seconds : limits.cpu_seconds) = *seconds;
  } else if (name == "memory" || name == "output") {
    bytes = parse_bytes(value);
    if (bytes) (name == "memory" ? limits.memory_bytes : limits.output_bytes) = *bytes;
  }
  if (!seconds && !bytes) fail(part);
}

}  // namespace

supervise::Limits parse_limits(std::string_view text, supervise::Limits limits) {
  while (!text.empty()) {
    std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) fail(part);
    set_limit(limits, part.substr(0, equals), std::string(part.substr(equals + 1)), part);
  }
  return limits;
}

std::uint64_t parse_size(const std::string& text, std::string_view option) {
  if (auto bytes = parse_bytes(text); bytes && *bytes > 0) return *bytes;
  throw UsageError(fmt::format("{}: '{}' is no size; write for example 64M", option, text));
}

}  // namespace lab::commands
