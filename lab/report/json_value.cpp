#include "lab/report/json_value.h"

#include <fmt/core.h>

#include <cmath>
#include <type_traits>

namespace lab::report {
namespace {

using Json = nlohmann::ordered_json;

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes)
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

Json json_of_real(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  return value;
}

/// Every alternative of a Value by overload: a new one does not compile until it has a form here.
struct Form {
  Json operator()(const record::None&) const { return nullptr; }
  Json operator()(bool value) const { return value; }
  Json operator()(std::int64_t value) const { return value; }
  Json operator()(std::uint64_t value) const { return value; }
  Json operator()(double value) const { return json_of_real(value); }
  Json operator()(const record::Address& value) const { return fmt::format("{:#x}", value.value); }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(const record::Bytes& value) const {
    return Json{{"bytes", hexadecimal(value.data)}};
  }
  Json operator()(const record::BigInt& value) const { return value.decimal; }
  Json operator()(const record::Absent& value) const { return Json{{"absent", value.reason}}; }
  Json operator()(const record::List& values) const {
    Json list = Json::array();
    for (const record::Value& value : values)
      list.push_back(json_of(value));
    return list;
  }
  Json operator()(const record::Map& values) const {
    Json map = Json::object();
    for (const auto& [key, value] : values)
      map[key] = json_of(value);
    return map;
  }
};

}  // namespace

nlohmann::ordered_json json_of(const record::Value& value) {
  return std::visit(Form{}, value.data());
}

}  // namespace lab::report
