#include <algorithm>
#include <string_view>

#include "lab/record/cursor.h"
#include "lab/record/reader.h"
#include "lab/record/utf8.h"

namespace lab::record {
namespace {

bool is_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Decoder {
 public:
  explicit Decoder(std::span<const std::byte> bytes) : in_(bytes) {}

  std::optional<Value> whole() {
    std::optional<Value> decoded = value(0);
    return in_.ok() && in_.left() == 0 ? std::move(decoded) : std::nullopt;
  }

 private:
  std::optional<Value> value(int depth) {
    auto tag = static_cast<Tag>(in_.number<std::uint8_t>());
    if (!in_.ok()) return std::nullopt;
    switch (tag) {
      case Tag::none:
        return Value();
      case Tag::boolean_false:
        return Value(false);
      case Tag::boolean_true:
        return Value(true);
      case Tag::int64:
        return number<std::int64_t>();
      case Tag::uint64:
        return number<std::uint64_t>();
      case Tag::real:
        return number<double>();
      case Tag::address:
        return number<Address>();
      case Tag::text:
        return text<std::string>(valid_utf8(in_.text()));
      case Tag::bytes:
        return text<Bytes>(Bytes{std::string(in_.text())});
      case Tag::big_int:
        return big_int();
      case Tag::absent:
        return text<Absent>(Absent{valid_utf8(in_.text())});
      case Tag::list:
        return list(depth);
      case Tag::map:
        return map(depth);
    }
    return std::nullopt;
  }

  template <typename T>
  std::optional<Value> number() {
    static_assert(sizeof(T) == 8);
    T taken = in_.number<T>();
    if (!in_.ok()) return std::nullopt;
    return Value(taken);
  }
  template <typename T>
  std::optional<Value> text(T&& taken) {
    if (!in_.ok()) return std::nullopt;
    return Value(std::forward<T>(taken));
  }
  std::optional<Value> big_int() {
    std::string_view digits = in_.text();
    if (!is_decimal(digits)) return std::nullopt;
    return Value(BigInt{std::string(digits)});
  }

  /// The count of a list or map, when there can be so many: an entry takes `least` bytes or more.
  std::optional<std::uint32_t> count(int depth, std::size_t least) {
    auto count = in_.number<std::uint32_t>();
    if (!in_.ok() || depth >= kMaxDepth || count > left_ || count > in_.left() / least)
      return std::nullopt;
    left_ -= count;
    return count;
  }
  std::optional<Value> list(int depth) {
    auto entries = count(depth, 1);
    if (!entries) return std::nullopt;
    List list;
    list.reserve(*entries);
    for (std::uint32_t i = 0; i < *entries; ++i) {
      auto item = value(depth + 1);
      if (!item) return std::nullopt;
      list.push_back(std::move(*item));
    }
    return Value(std::move(list));
  }
  std::optional<Value> map(int depth) {
    auto entries = count(depth, 5);
    if (!entries) return std::nullopt;
    Map map;
    map.reserve(*entries);
    for (std::uint32_t i = 0; i < *entries; ++i) {
      std::string key = valid_utf8(in_.text());
      auto item = value(depth + 1);
      if (!item) return std::nullopt;
      map.emplace_back(std::move(key), std::move(*item));
    }
    return Value(std::move(map));
  }

  Cursor in_;
  std::uint32_t left_ = kMaxValues;
};

}  // namespace

std::optional<Value> decode(std::span<const std::byte> bytes) {
  return Decoder(bytes).whole();
}

}  // namespace lab::record
