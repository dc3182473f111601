#include "lab/judge/watched/fields.h"

#include <limits>

namespace lab::judge {
namespace {

const record::Value* field_of(const record::Event& event, std::string_view name) {
  for (const auto& [key, value] : event.fields) {
    if (key == name) return &value;
  }
  return nullptr;
}

}  // namespace

std::string_view text_in(const record::Event& event, std::string_view name) {
  const record::Value* value = field_of(event, name);
  const auto* text = value == nullptr ? nullptr : value->get_if<std::string>();
  return text == nullptr ? std::string_view()
                         : std::string_view(*text).substr(0, kLongestEventText);
}

std::optional<std::int64_t> integer_in(const record::Event& event, std::string_view name) {
  const record::Value* value = field_of(event, name);
  if (value == nullptr) return std::nullopt;
  if (const auto* number = value->get_if<std::int64_t>()) return *number;
  const auto* number = value->get_if<std::uint64_t>();
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (number == nullptr || *number > kMost) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::uint64_t count_in(const record::Event& event, std::string_view name) {
  const record::Value* value = field_of(event, name);
  if (value == nullptr) return 0;
  if (const auto* number = value->get_if<std::uint64_t>()) return *number;
  const auto* number = value->get_if<std::int64_t>();
  return number != nullptr && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

std::uint64_t address_in(const record::Event& event, std::string_view name) {
  const record::Value* value = field_of(event, name);
  const auto* address = value == nullptr ? nullptr : value->get_if<record::Address>();
  return address == nullptr ? count_in(event, name) : address->value;
}

std::uint64_t add_capped(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t sum = a + b;
  return sum < a ? std::numeric_limits<std::uint64_t>::max() : sum;
}

int line_in(const record::Event& event) {
  const auto line = integer_in(event, "line");
  return line && *line > 0 && *line <= std::numeric_limits<int>::max() ? static_cast<int>(*line)
                                                                       : 0;
}

EventPlace place_in(const record::Event& event) {
  return {std::string(text_in(event, "file")), std::string(text_in(event, "code")), line_in(event),
          std::string(text_in(event, "opcode"))};
}

}  // namespace lab::judge
