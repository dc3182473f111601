#include <algorithm>
#include <cmath>
#include <optional>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/value_text.h"

// label  first ▁▁▂▂▃▅▆█ last
//        86 values, 4 to 1,056,084; each block the highest of 2

namespace lab::report {
namespace {

constexpr int kMostBlocks = 100;

struct Numbers {
  std::vector<std::optional<double>> values;  ///< nothing: no finite number at this place
  double least = 0;
  double most = 0;
  std::size_t missing = 0;
};

std::optional<Numbers> numbers_of(const record::Value& value) {
  const auto* list = value.get_if<record::List>();
  if (list == nullptr) return std::nullopt;
  Numbers numbers;
  bool first = true;
  for (const record::Value& item : *list) {
    auto number = as_number(item);
    const bool gap = item.is<record::None>() || item.is<record::Absent>();
    if (!number && !gap) return std::nullopt;
    if (number && !std::isfinite(*number)) number.reset();
    if (number) {
      numbers.least = first ? *number : std::min(numbers.least, *number);
      numbers.most = first ? *number : std::max(numbers.most, *number);
      first = false;
    } else {
      ++numbers.missing;
    }
    numbers.values.push_back(number);
  }
  return numbers;
}

/// The highest of each bucket: a peak must not vanish because the terminal is narrow.
std::vector<std::optional<double>> bucketed(const Numbers& numbers, std::size_t per_block) {
  std::vector<std::optional<double>> blocks;
  for (std::size_t i = 0; i < numbers.values.size(); ++i) {
    if (i % per_block == 0) blocks.emplace_back();
    const auto& value = numbers.values[i];
    if (value && (!blocks.back() || *value > *blocks.back())) blocks.back() = value;
  }
  return blocks;
}

std::string blocks_text(const std::vector<std::optional<double>>& blocks, const Numbers& numbers,
                        const Style& style) {
  std::string text;
  // Halves, so that the span of the largest numbers there are is a number too.
  const double span = numbers.most / 2 - numbers.least / 2;
  for (const auto& block : blocks) {
    if (!block) {
      text += ' ';
      continue;
    }
    const double height = span > 0 ? (*block / 2 - numbers.least / 2) / span : 0;
    const auto level = static_cast<std::size_t>(std::clamp(height * 8, 0.0, 7.0));
    text += glyphs(style).levels[level];
  }
  return text;
}

std::string facts_text(const Numbers& numbers, std::size_t per_block, std::string_view unit,
                       const Style& style) {
  std::string text = grouped(std::to_string(numbers.values.size())) + " values";
  if (numbers.missing < numbers.values.size()) {
    text += ", " + quantity_text(numbers.least, unit, style);
    if (numbers.most > numbers.least) text += " to " + quantity_text(numbers.most, unit, style);
  }
  if (numbers.missing > 0) {
    text += ", " + grouped(std::to_string(numbers.missing)) + " without a number";
  }
  if (per_block > 1) text += "; each block the highest of " + grouped(std::to_string(per_block));
  return text;
}

std::string end_text(const std::optional<double>& value, std::string_view unit,
                     const Style& style) {
  return value ? quantity_text(*value, unit, style) : std::string("none");
}

std::string draw_one(const Numbers& numbers, const std::string& label, int start,
                     std::string_view unit, const Style& style) {
  Line line;
  line.add(label).pad_to(start);
  if (numbers.values.empty()) return line.add("(no value)", Tone::dim).render(style);
  const std::string first = end_text(numbers.values.front(), unit, style);
  const std::string last = end_text(numbers.values.back(), unit, style);
  const int ends = display_width(first) + display_width(last) + 2;
  const int room = std::clamp(style.width - start - ends, 4, kMostBlocks);
  const std::size_t count = numbers.values.size();
  const std::size_t per_block =
      (count + static_cast<std::size_t>(room) - 1) / static_cast<std::size_t>(room);
  const std::string blocks = blocks_text(bucketed(numbers, per_block), numbers, style);
  std::string out = line.add(first + " ").add(blocks, Tone::good).add(" " + last).render(style);
  const std::string facts = facts_text(numbers, per_block, unit, style);
  for (const std::string& text : wrap(facts, style.width - start)) {
    out += Line(start).add(text, Tone::dim).render(style);
  }
  return out;
}

}  // namespace

std::string draw_sparkline(const record::Value& value, std::string_view unit, const Style& style) {
  if (const auto numbers = numbers_of(value)) return draw_one(*numbers, "", 0, unit, style);
  const auto* map = value.get_if<record::Map>();
  if (map == nullptr || map->empty()) return {};
  int labels = 0;
  for (const auto& [label, list] : *map) {
    labels = std::max(labels, display_width(cut(shown(label, style), style.width / 3, style)));
  }
  std::string out;
  std::size_t drawn = 0;
  for (const auto& [label, list] : *map) {
    const auto numbers = numbers_of(list);
    if (!numbers) return {};
    if (++drawn > kMostRows / 2) continue;
    out += draw_one(*numbers, cut(shown(label, style), style.width / 3, style), labels + 2, unit,
                    style);
  }
  if (drawn > kMostRows / 2) {
    const std::string more = std::to_string(drawn - kMostRows / 2) + " more";
    out += Line().add(std::string(glyphs(style).ellipsis) + " " + more, Tone::dim).render(style);
  }
  return out;
}

}  // namespace lab::report
