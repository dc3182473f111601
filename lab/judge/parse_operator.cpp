#include <fmt/core.h>

#include "lab/judge/parse_parts.h"
#include "lab/judge/pattern.h"
#include "lab/judge/toml_value.h"

namespace lab::judge {
namespace {

std::string path_of(const Section& section, const toml::node& node, std::string_view key) {
  const auto* text = node.as_string();
  if (text == nullptr || text->get().empty()) {
    section.fail_at(node, fmt::format("'{}' needs the name of an observation", key));
  }
  return text->get();
}

Operator parse_at_least(const Section& section, const toml::node& node) {
  return AtLeast{to_number(section, node, "at_least")};
}

Operator parse_at_most(const Section& section, const toml::node& node) {
  return AtMost{to_number(section, node, "at_most")};
}

Operator parse_equals(const Section& section, const toml::node& node) {
  return Equals{to_value(section, node)};
}

Operator parse_between(const Section& section, const toml::node& node) {
  const toml::array* array = node.as_array();
  if (array == nullptr || array->size() != 2) {
    section.fail_at(node, "'between' needs two numbers; [low, high] was expected");
  }
  Between op{to_number(section, *array->get(0), "between"),
             to_number(section, *array->get(1), "between")};
  if (op.low > op.high) {
    section.fail_at(node, fmt::format("'between' goes from {} down to {}; [low, high] was expected",
                                      op.low, op.high));
  }
  return op;
}

Operator parse_one_of(const Section& section, const toml::node& node) {
  const toml::array* array = node.as_array();
  if (array == nullptr || array->size() < 2) {
    section.fail_at(node, "'one_of' needs an array of two values or more (for one: equals)");
  }
  OneOf op;
  for (const toml::node& item : *array)
    op.values.push_back(to_value(section, item));
  return op;
}

Operator parse_matches(const Section& section, const toml::node& node) {
  const auto* text = node.as_string();
  if (text == nullptr) {
    section.fail_at(node,
                    fmt::format("'matches' is {}; a regular expression in a string was expected",
                                type_name(node)));
  }
  std::string problem = pattern_problem(text->get());
  if (!problem.empty()) {
    section.fail_at(
        node, fmt::format("'matches' {}; an ECMAScript regular expression was expected", problem));
  }
  return Matches{text->get()};
}

Operator parse_ratio_to(const Section& section, const toml::node& node) {
  static constexpr const char* kExpected =
      "{observation = \"name\", at_least = 2} was expected, with at_least, at_most or both";
  const toml::table* table = node.as_table();
  if (table == nullptr)
    section.fail_at(node, fmt::format("'ratio_to' is {}; {}", type_name(node), kExpected));
  RatioTo op;
  for (const auto& [key, value] : *table) {
    if (key == "observation") {
      op.observation = path_of(section, value, "observation");
    } else if (key == "at_least") {
      op.at_least = to_number(section, value, "at_least");
    } else if (key == "at_most") {
      op.at_most = to_number(section, value, "at_most");
    } else {
      section.fail_at(value, fmt::format("'{}' is no part of ratio_to; {}", key.str(), kExpected));
    }
  }
  if (op.observation.empty() || (!op.at_least && !op.at_most)) {
    section.fail_at(node, fmt::format("'ratio_to' is not complete; {}", kExpected));
  }
  if (op.at_least && op.at_most && *op.at_least > *op.at_most) {
    section.fail_at(node, "'ratio_to' has at_least above at_most, which nothing can meet");
  }
  return op;
}

Operator parse_same_as(const Section& section, const toml::node& node) {
  return SameAs{path_of(section, node, "same_as")};
}

Operator parse_differs_from(const Section& section, const toml::node& node) {
  return DiffersFrom{path_of(section, node, "differs_from")};
}

struct Parser {
  std::string_view key;
  Operator (*parse)(const Section&, const toml::node&);
};
constexpr Parser kParsers[] = {
    {"equals", parse_equals},
    {"at_least", parse_at_least},
    {"at_most", parse_at_most},
    {"between", parse_between},
    {"one_of", parse_one_of},
    {"matches", parse_matches},
    {"ratio_to", parse_ratio_to},
    {"same_as", parse_same_as},
    {"differs_from", parse_differs_from},
};

std::string operator_names() {
  std::vector<std::string> names;
  for (const Parser& parser : kParsers)
    names.emplace_back(parser.key);
  return joined(names);
}

}  // namespace

Operator parse_operator(Section& section) {
  const Parser* chosen = nullptr;
  const toml::node* operand = nullptr;
  for (const Parser& parser : kParsers) {
    const toml::node* node = section.take(parser.key);
    if (node == nullptr) continue;
    if (chosen != nullptr) {
      section.fail_at_key(parser.key,
                          fmt::format("'{}' and '{}' are both operators; exactly one was expected",
                                      chosen->key, parser.key));
    }
    chosen = &parser;
    operand = node;
  }
  if (chosen != nullptr) return chosen->parse(section, *operand);
  std::vector<std::string> unknown = section.unknown_keys();
  if (!unknown.empty()) {
    section.fail_at_key(unknown.front(),
                        fmt::format("'{}' is not an operator; one of {} was expected",
                                    unknown.front(), operator_names()));
  }
  section.fail(fmt::format("no operator; one of {} was expected", operator_names()));
}

}  // namespace lab::judge
