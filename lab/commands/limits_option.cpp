#include "lab/commands/limits_option.h"

#include <fmt/core.h>

#include <cmath>
#include <cstdlib>
#include <string>

#include "lab/commands/command.h"

namespace lab::commands {
namespace {

[[noreturn]] void fail(std::string_view part) {
  throw UsageError(fmt::format(
      "--limits: '{}' is no limit; write for example wall=30,cpu=30,memory=2G,output=8M", part));
}

double parse_number(const std::string& text, std::string_view part, const char** rest) {
  if (text == "none") {
    *rest = text.c_str() + text.size();
    return 0;
  }
  char* end = nullptr;
  double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !std::isfinite(value) || value < 0) fail(part);
  *rest = end;
  return value;
}

double parse_seconds(const std::string& text, std::string_view part) {
  const char* rest = nullptr;
  double value = parse_number(text, part, &rest);
  std::string_view unit = rest;
  if (!unit.empty() && unit != "s") fail(part);
  return value;
}

std::uint64_t parse_bytes(const std::string& text, std::string_view part) {
  const char* rest = nullptr;
  double value = parse_number(text, part, &rest);
  std::string_view unit = rest;
  double factor = 1;
  if (!unit.empty()) {
    switch (unit.front()) {
      case 'K': factor = 1024.0; break;
      case 'M': factor = 1024.0 * 1024; break;
      case 'G': factor = 1024.0 * 1024 * 1024; break;
      default: fail(part);
    }
    unit.remove_prefix(1);
    if (!unit.empty() && unit != "iB" && unit != "B") fail(part);
  }
  if (value * factor > 1e18) fail(part);
  return static_cast<std::uint64_t>(value * factor);
}

}  // namespace

supervise::Limits parse_limits(std::string_view text, supervise::Limits limits) {
  while (!text.empty()) {
    std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) fail(part);
    std::string_view name = part.substr(0, equals);
    std::string value(part.substr(equals + 1));
    if (name == "wall") {
      limits.wall_seconds = parse_seconds(value, part);
    } else if (name == "cpu") {
      limits.cpu_seconds = parse_seconds(value, part);
    } else if (name == "memory") {
      limits.memory_bytes = parse_bytes(value, part);
    } else if (name == "output") {
      limits.output_bytes = parse_bytes(value, part);
    } else {
      fail(part);
    }
  }
  return limits;
}

}  // namespace lab::commands
