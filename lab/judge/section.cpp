#include "lab/judge/section.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "lab/judge/exercise.h"

namespace lab::judge {
namespace {

constexpr std::string_view kBlanksAndLineEnds = " \t\r\n";

bool is_control(char c) {
  auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
}

/// Without the blank lines at the start and the blanks at the end; indentation stays.
std::string without_blank_edges(const std::string& text) {
  std::size_t last = text.find_last_not_of(kBlanksAndLineEnds);
  if (last == std::string::npos) return {};
  std::size_t first = text.find_first_not_of(kBlanksAndLineEnds);
  std::size_t line_start = text.rfind('\n', first);
  std::size_t start = line_start == std::string::npos ? 0 : line_start + 1;
  return text.substr(start, last + 1 - start);
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::none:
      return "nothing";
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a float";
    case toml::node_type::boolean:
      return "a boolean";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time";
  }
  return "";
}

Section::Section(const toml::table& table, std::string name, const std::filesystem::path& file)
    : table_(table), name_(std::move(name)), file_(file) {}

const toml::node* Section::take(std::string_view key) {
  asked_.emplace(key);
  return table_.get(key);
}

const toml::node& Section::required(std::string_view key) {
  const toml::node* node = take(key);
  if (node == nullptr)
    fail(fmt::format("'{}' is missing; every {} has one", key, name_.empty() ? "exercise" : name_));
  return *node;
}

std::string Section::text_of(const toml::node& node, std::string_view key) const {
  const auto* value = node.as_string();
  if (value == nullptr) fail_type(node, key, "a string");
  const std::string& text = value->get();
  if (text.find_first_not_of(kBlanksAndLineEnds) == std::string::npos) {
    fail_at(node, fmt::format("'{}' is empty; a text was expected", key));
  }
  if (std::any_of(text.begin(), text.end(), is_control)) {
    fail_at(node, fmt::format("'{}' holds a control character; plain text was expected", key));
  }
  return text;
}

std::string Section::line_of(const toml::node& node, std::string_view key) const {
  std::string text = text_of(node, key);
  if (text.find('\n') != std::string::npos) {
    fail_at(node, fmt::format("'{}' has a line break; one line was expected", key));
  }
  return text;
}

std::string Section::line(std::string_view key) {
  return line_of(required(key), key);
}

std::string Section::line_or_empty(std::string_view key) {
  const toml::node* node = take(key);
  return node == nullptr ? std::string{} : line_of(*node, key);
}

std::string Section::paragraph(std::string_view key) {
  return without_blank_edges(text_of(required(key), key));
}

std::string Section::paragraph_or_empty(std::string_view key) {
  const toml::node* node = take(key);
  return node == nullptr ? std::string{} : without_blank_edges(text_of(*node, key));
}

std::vector<std::string> Section::lines(std::string_view key) {
  std::vector<std::string> lines;
  const toml::node* node = take(key);
  if (node == nullptr) return lines;
  const toml::array* array = node->as_array();
  if (array == nullptr) fail_type(*node, key, "an array of strings");
  for (const toml::node& item : *array)
    lines.push_back(line_of(item, key));
  return lines;
}

std::vector<std::string> Section::words(std::string_view key) {
  std::vector<std::string> words = lines(key);
  for (const std::string& word : words) {
    if (word.find_first_of(" \t,") == std::string::npos) continue;
    fail_at_key(key, fmt::format("'{}' in '{}' is no single word; one word an item was expected",
                                 word, key));
  }
  return words;
}

std::int64_t Section::integer(std::string_view key, Bounds<std::int64_t> bounds) {
  const toml::node& node = required(key);
  const auto* value = node.as_integer();
  if (value == nullptr) fail_type(node, key, "an integer");
  if (value->get() < bounds.low || value->get() > bounds.high) {
    fail_at(node, fmt::format("'{}' is {}; {} to {} was expected", key, value->get(), bounds.low,
                              bounds.high));
  }
  return value->get();
}

std::int64_t Section::integer(std::string_view key, Bounds<std::int64_t> bounds,
                              std::int64_t fallback) {
  return take(key) != nullptr ? integer(key, bounds) : fallback;
}

double Section::number(std::string_view key, Bounds<double> bounds, double fallback) {
  const toml::node* node = take(key);
  if (node == nullptr) return fallback;
  std::optional<double> value = node->is_number() ? node->value<double>() : std::nullopt;
  if (!value) fail_type(*node, key, "a number");
  if (!(*value >= bounds.low && *value <= bounds.high)) {
    fail_at(*node,
            fmt::format("'{}' is {}; {} to {} was expected", key, *value, bounds.low, bounds.high));
  }
  return *value;
}

bool Section::flag(std::string_view key, bool fallback) {
  const toml::node* node = take(key);
  if (node == nullptr) return fallback;
  const auto* value = node->as_boolean();
  if (value == nullptr) fail_type(*node, key, "true or false");
  return value->get();
}

VersionRange Section::range(std::string_view key) {
  const toml::node* node = take(key);
  if (node == nullptr) return {};
  std::string text = line_of(*node, key);
  std::optional<VersionRange> range = VersionRange::parse(text);
  if (!range) {
    fail_at(*node, fmt::format("'{}' is no version range; one like \">=3.11,<3.13.5\" was expected",
                               text));
  }
  return *range;
}

std::size_t Section::choice(std::string_view key, const std::vector<std::string_view>& names) {
  const toml::node& node = required(key);
  std::string text = line_of(node, key);
  auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) {
    fail_at(node, fmt::format("{} '{}' is not known; one of {} was expected", key, text,
                              joined({names.begin(), names.end()})));
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<Section> Section::section(std::string_view key) {
  const toml::node* node = take(key);
  if (node == nullptr) return std::nullopt;
  if (node->as_table() == nullptr) fail_type(*node, key, "a table");
  return Section(*node->as_table(), std::string(key), file_);
}

std::vector<Section> Section::sections(std::string_view key) {
  std::vector<Section> sections;
  const toml::node* node = take(key);
  if (node == nullptr) return sections;
  const toml::array* array = node->as_array();
  if (array == nullptr) fail_type(*node, key, "an array of tables");
  for (const toml::node& item : *array) {
    if (item.as_table() == nullptr) fail_type(item, key, "a table for each item");
    sections.emplace_back(*item.as_table(), std::string(key), file_);
  }
  return sections;
}

std::vector<std::string> Section::unknown_keys() const {
  std::vector<std::string> unknown;
  for (const auto& [key, node] : table_) {
    if (!asked_.contains(key.str())) unknown.emplace_back(key.str());
  }
  return unknown;
}

void Section::finish() const {
  std::vector<std::string> unknown = unknown_keys();
  if (unknown.empty()) return;
  fail_at_key(unknown.front(),
              fmt::format("'{}' is not a key; one of {} was expected", unknown.front(),
                          joined({asked_.begin(), asked_.end()})));
}

void Section::fail(const std::string& what) const {
  fail_at(table_, what);
}

void Section::fail_at_key(std::string_view key, const std::string& what) const {
  for (const auto& [candidate, node] : table_) {
    if (candidate.str() == key) fail_place(candidate.source().begin, what);
  }
  fail(what);
}

void Section::fail_at(const toml::node& node, const std::string& what) const {
  fail_place(node.source().begin, what);
}

void Section::fail_type(const toml::node& node, std::string_view key,
                        std::string_view expected) const {
  fail_at(node, fmt::format("'{}' is {}; {} was expected", key, type_name(node), expected));
}

void Section::fail_place(const toml::source_position& place, const std::string& what) const {
  throw ExerciseError(file_, static_cast<int>(place.line), static_cast<int>(place.column),
                      name_.empty() ? what : fmt::format("{}: {}", name_, what));
}

}  // namespace lab::judge
