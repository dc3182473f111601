#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lab::record {

/// An address in the observed process. A type of its own, so that a reader can print it in
/// hexadecimal and a judge never compares it with a count by accident.
struct Address {
  std::uint64_t value = 0;
  bool operator==(const Address&) const = default;
};

/// A value that this CPython does not have, with the reason ("no ma_version_tag from 3.14").
/// It is never replaced by 0.
struct Absent {
  std::string reason;
  bool operator==(const Absent&) const = default;
};

/// An int of Python that does not fit in 64 bits, in decimal.
struct BigInt {
  std::string decimal;
  bool operator==(const BigInt&) const = default;
};

/// Raw bytes, kept apart from text (which is valid UTF-8).
struct Bytes {
  std::string data;
  bool operator==(const Bytes&) const = default;
};

struct None {
  bool operator==(const None&) const = default;
};

class Value;
using List = std::vector<Value>;
/// Keys keep the order in which the observation gave them.
using Map = std::vector<std::pair<std::string, Value>>;

/// One value of an observation: what the log carries and the judge compares.
class Value {
 public:
  using Data = std::variant<None, bool, std::int64_t, std::uint64_t, double, Address, std::string,
                            Bytes, BigInt, Absent, List, Map>;

  Value() = default;
  template <typename T>
  requires(!std::is_same_v<std::remove_cvref_t<T>, Value> && std::is_constructible_v<Data, T>)
      Value(T&& data)
      : data_(std::forward<T>(data)) {}                  // NOLINT: a Value is made from its content
  Value(const char* text) : data_(std::string(text)) {}  // NOLINT

  const Data& data() const { return data_; }
  template <typename T>
  const T* get_if() const {
    return std::get_if<T>(&data_);
  }
  template <typename T>
  bool is() const {
    return std::holds_alternative<T>(data_);
  }
  /// The member `key` of a Map, or nullptr.
  const Value* find(std::string_view key) const;
  bool operator==(const Value&) const = default;

 private:
  Data data_;
};

/// The value as one line for a person: 0x7f…, "text", [1, 2], {a: 1}, absent (reason).
/// @param limit the most characters (code points); what is cut ends in "…".
std::string to_text(const Value& value, std::size_t limit = 200);

}  // namespace lab::record
