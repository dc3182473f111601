#include "lab/explain/words.h"

#include <fmt/core.h>

namespace lab::explain {

const record::Value* Words::find(std::string_view field) const {
  for (const auto& [name, value] : event_.fields) {
    if (name == field) return &value;
  }
  return nullptr;
}

bool Words::has(std::string_view field) const {
  const record::Value* value = find(field);
  return value != nullptr && !value->is<record::Absent>();
}

std::string Words::text(std::string_view field) const {
  const record::Value* value = find(field);
  const auto* text = value == nullptr ? nullptr : value->get_if<std::string>();
  return text == nullptr ? std::string() : *text;
}

std::int64_t Words::number(std::string_view field) const {
  const record::Value* value = find(field);
  if (value == nullptr) return 0;
  if (const auto* number = value->get_if<std::int64_t>()) return *number;
  if (const auto* number = value->get_if<std::uint64_t>())
    return static_cast<std::int64_t>(*number);
  if (const auto* flag = value->get_if<bool>()) return *flag ? 1 : 0;
  if (const auto* address = value->get_if<record::Address>())
    return static_cast<std::int64_t>(address->value);
  return 0;
}

std::string Words::shown(std::string_view field) const {
  const record::Value* value = find(field);
  return value == nullptr ? std::string() : record::to_text(*value);
}

std::string Words::place() const {
  if (number("line") <= 0 || text("file").empty()) return {};
  return fmt::format(" at line {} of {}", number("line"), file_name(text("file")));
}

std::string Words::doer() const {
  const std::string opcode = text("opcode");
  if (opcode.empty()) return fmt::format("C code{}", place());
  return fmt::format("`{}`{}", opcode, place());
}

std::string grouped(std::int64_t number) {
  const std::string digits = fmt::format("{}", number < 0 ? -number : number);
  std::string text(number < 0 ? 1 : 0, '-');
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

std::string counted(std::int64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", grouped(number), number == 1 ? one : many);
}

std::string duration(std::int64_t nanoseconds) {
  const auto of = static_cast<double>(nanoseconds);
  if (of < 1e3) return fmt::format("{} ns", nanoseconds);
  if (of < 1e6) return fmt::format("{:.1f} µs", of / 1e3);
  if (of < 1e9) return fmt::format("{:.1f} ms", of / 1e6);
  return fmt::format("{:.2f} s", of / 1e9);
}

std::string file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string docs(std::string_view python, std::string_view page) {
  const std::size_t dot = python.find('.');
  const std::size_t end = dot == std::string_view::npos ? dot : python.find('.', dot + 1);
  const std::string_view minor = dot == std::string_view::npos ? "3" : python.substr(0, end);
  return fmt::format("https://docs.python.org/{}/{}", minor, page);
}

std::string source(std::string_view python, std::string_view file) {
  if (python.empty()) return fmt::format("https://github.com/python/cpython/blob/main/{}", file);
  return fmt::format("https://github.com/python/cpython/blob/v{}/{}", python, file);
}

}  // namespace lab::explain
