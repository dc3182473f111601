#include "lab/judge/operators.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "lab/judge/equality.h"
#include "lab/judge/pattern.h"

namespace lab::judge {
namespace {

using record::List;
using record::Map;
using record::Value;

/// 4.0 as 4, so that a person reads a count as a count.
Value plain_number(double number) {
  constexpr double kExact = 9007199254740992;  // 2^53
  if (std::trunc(number) == number && std::fabs(number) <= kExact) {
    return static_cast<std::int64_t>(number);
  }
  return number;
}

std::string text_of(double number) {
  return record::to_text(plain_number(number));
}

struct Ratio {
  std::optional<double> value;
  std::string problem;  ///< why there is none
};

Ratio ratio_of(const RatioTo& op, const Value& observed, const Run& run) {
  const Value* other = find_observation(run, op.observation);
  if (other == nullptr) return {std::nullopt, fmt::format("'{}' was not observed", op.observation)};
  std::string division = fmt::format("{} / {}", to_text(observed, 40), to_text(*other, 40));
  std::optional<long double> dividend = number_of(observed);
  std::optional<long double> divisor = number_of(*other);
  if (!dividend || !divisor) return {std::nullopt, division + ": not two numbers"};
  if (*divisor == 0) return {std::nullopt, division + ": no ratio to 0"};
  return {static_cast<double>(*dividend / *divisor), ""};
}

/// Whether both values are there to be compared at all.
bool comparable(const Value& observed, const Value* other) {
  return other != nullptr && !contains_absent(observed) && !contains_absent(*other);
}

struct Holds {
  const Value& observed;
  const Run& run;

  bool within(std::optional<double> low, std::optional<double> high) const {
    std::optional<long double> number = number_of(observed);
    return number && !std::isnan(*number) && (!low || *number >= *low) &&
           (!high || *number <= *high);
  }
  bool operator()(const Equals& op) const { return equal_values(op.value, observed); }
  bool operator()(const AtLeast& op) const { return within(op.value, std::nullopt); }
  bool operator()(const AtMost& op) const { return within(std::nullopt, op.value); }
  bool operator()(const Between& op) const { return within(op.low, op.high); }
  bool operator()(const OneOf& op) const {
    return std::any_of(op.values.begin(), op.values.end(),
                       [&](const Value& value) { return equal_values(value, observed); });
  }
  bool operator()(const Matches& op) const {
    const auto* text = observed.get_if<std::string>();
    return text != nullptr && matches_pattern(op.pattern, *text);
  }
  bool operator()(const RatioTo& op) const {
    std::optional<double> ratio = ratio_of(op, observed, run).value;
    return ratio && !std::isnan(*ratio) && (!op.at_least || *ratio >= *op.at_least) &&
           (!op.at_most || *ratio <= *op.at_most);
  }
  bool operator()(const SameAs& op) const {
    const Value* other = find_observation(run, op.observation);
    return comparable(observed, other) && equal_values(*other, observed);
  }
  bool operator()(const DiffersFrom& op) const {
    const Value* other = find_observation(run, op.observation);
    return comparable(observed, other) && !equal_values(*other, observed);
  }
};

Value observed_or_absent(const Run& run, const std::string& path) {
  const Value* other = find_observation(run, path);
  if (other != nullptr) return *other;
  return record::Absent{fmt::format("'{}' was not observed", path)};
}

struct ExpectedValue {
  const Run& run;

  Value operator()(const Equals& op) const { return op.value; }
  Value operator()(const AtLeast& op) const { return plain_number(op.value); }
  Value operator()(const AtMost& op) const { return plain_number(op.value); }
  Value operator()(const Between& op) const {
    return List{plain_number(op.low), plain_number(op.high)};
  }
  Value operator()(const OneOf& op) const { return List(op.values); }
  Value operator()(const Matches& op) const { return op.pattern; }
  Value operator()(const RatioTo& op) const {
    Map map = {{"observation", op.observation}};
    if (op.at_least) map.emplace_back("at_least", plain_number(*op.at_least));
    if (op.at_most) map.emplace_back("at_most", plain_number(*op.at_most));
    return map;
  }
  Value operator()(const SameAs& op) const { return observed_or_absent(run, op.observation); }
  Value operator()(const DiffersFrom& op) const { return observed_or_absent(run, op.observation); }
};

std::string one_of_text(const OneOf& op) {
  std::string text;
  for (std::size_t i = 0; i < op.values.size(); ++i) {
    if (i > 0) text += i + 1 == op.values.size() ? " or " : ", ";
    text += record::to_text(op.values[i], 80);
  }
  return text;
}

std::string bounds_text(std::optional<double> low, std::optional<double> high) {
  if (!high) return fmt::format("at least {}", text_of(low.value_or(0)));
  if (!low) return fmt::format("at most {}", text_of(*high));
  return fmt::format("{} to {}", text_of(*low), text_of(*high));
}

struct ExpectedText {
  const Run& run;

  std::string other_text(const std::string& path) const {
    const Value* other = find_observation(run, path);
    return other == nullptr ? "not observed" : record::to_text(*other, 80);
  }
  std::string operator()(const Equals& op) const { return record::to_text(op.value); }
  std::string operator()(const AtLeast& op) const { return bounds_text(op.value, std::nullopt); }
  std::string operator()(const AtMost& op) const { return bounds_text(std::nullopt, op.value); }
  std::string operator()(const Between& op) const { return bounds_text(op.low, op.high); }
  std::string operator()(const OneOf& op) const { return one_of_text(op); }
  std::string operator()(const Matches& op) const {
    return fmt::format("text that matches /{}/", op.pattern);
  }
  std::string operator()(const RatioTo& op) const {
    return fmt::format("{} times '{}' ({})", bounds_text(op.at_least, op.at_most), op.observation,
                       other_text(op.observation));
  }
  std::string operator()(const SameAs& op) const {
    return fmt::format("the same as '{}' ({})", op.observation, other_text(op.observation));
  }
  std::string operator()(const DiffersFrom& op) const {
    return fmt::format("other than '{}' ({})", op.observation, other_text(op.observation));
  }
};

}  // namespace

bool holds(const Operator& op, const Value& observed, const Run& run) {
  return std::visit(Holds{observed, run}, op);
}

Value expected_value(const Operator& op, const Run& run) {
  return std::visit(ExpectedValue{run}, op);
}

std::string expected_text(const Operator& op, const Run& run) {
  return std::visit(ExpectedText{run}, op);
}

Value shown_value(const Operator& op, const Value& observed, const Run& run) {
  const auto* ratio_to = std::get_if<RatioTo>(&op);
  if (ratio_to == nullptr) return observed;
  Ratio ratio = ratio_of(*ratio_to, observed, run);
  return ratio.value ? plain_number(*ratio.value) : Value(ratio.problem);
}

}  // namespace lab::judge
