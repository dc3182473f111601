#include "lab/judge/python_version.h"

#include <array>
#include <charconv>

#include "lab/judge/trimmed.h"

namespace lab::judge {
namespace {

constexpr int kLargestPart = 9999;

/// "3.11" or "3.11.2" at the start of a text, and what stands behind it.
struct Numbers {
  PythonVersion version;
  bool has_micro = false;
  std::string_view rest;
};

std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || number > kLargestPart) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<Numbers> take_numbers(std::string_view text) {
  std::array<int, 3> parts = {0, 0, 0};
  std::size_t count = 0;
  while (count < parts.size()) {
    if (count > 0) {
      if (!text.starts_with('.')) break;
      text.remove_prefix(1);
    }
    std::optional<int> part = take_number(text);
    if (!part) return std::nullopt;
    parts[count++] = *part;
  }
  if (count < 2) return std::nullopt;
  return Numbers{{parts[0], parts[1], parts[2]}, count == 3, text};
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::optional<PythonVersion> parse_version(std::string_view text) {
  std::optional<Numbers> numbers = take_numbers(text);
  if (!numbers) return std::nullopt;
  if (!numbers->rest.empty() && numbers->rest[0] != '+' && !is_letter(numbers->rest[0])) {
    return std::nullopt;
  }
  return numbers->version;
}

std::string to_string(const PythonVersion& version) {
  return std::to_string(version.major) + '.' + std::to_string(version.minor) + '.' +
         std::to_string(version.micro);
}

std::optional<VersionRange> VersionRange::parse(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, Comparison>, 6> kSigns = {{
      {"<=", Comparison::less_equal},
      {">=", Comparison::greater_equal},
      {"==", Comparison::equal},
      {"!=", Comparison::not_equal},
      {"<", Comparison::less},
      {">", Comparison::greater},
  }};
  VersionRange range;
  range.text_ = trimmed(text);
  std::string_view rest = range.text_;
  while (!rest.empty()) {
    std::size_t comma = rest.find(',');
    std::string_view part = trimmed(rest.substr(0, comma));
    bool known = false;
    for (auto [sign, comparison] : kSigns) {
      if (!part.starts_with(sign)) continue;
      std::optional<Numbers> numbers = take_numbers(trimmed(part.substr(sign.size())));
      if (!numbers || !numbers->rest.empty()) return std::nullopt;
      range.conditions_.push_back({comparison, numbers->version, !numbers->has_micro});
      known = true;
      break;
    }
    if (!known) return std::nullopt;
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
    if (trimmed(rest).empty()) return std::nullopt;
  }
  return range;
}

bool VersionRange::contains(const PythonVersion& version) const {
  for (const Condition& condition : conditions_) {
    PythonVersion compared = version;
    if (condition.whole_minor) compared.micro = 0;
    bool holds = false;
    switch (condition.comparison) {
      case Comparison::less:
        holds = compared < condition.version;
        break;
      case Comparison::less_equal:
        holds = compared <= condition.version;
        break;
      case Comparison::greater:
        holds = compared > condition.version;
        break;
      case Comparison::greater_equal:
        holds = compared >= condition.version;
        break;
      case Comparison::equal:
        holds = compared == condition.version;
        break;
      case Comparison::not_equal:
        holds = compared != condition.version;
        break;
    }
    if (!holds) return false;
  }
  return true;
}

}  // namespace lab::judge
