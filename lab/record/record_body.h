#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "lab/record/reader.h"

namespace lab::record {

/// What records refer to by number: the events that were declared and the texts that were interned.
class Declarations {
 public:
  /// Each takes the payload of its record. @returns false when it does not decode, or when its
  /// number is taken already.
  bool add_schema(std::uint16_t number, std::span<const std::byte> payload);
  bool add_text(std::span<const std::byte> payload);

  /// Applies a schema to the words of an event; nothing when they do not belong together.
  std::optional<Event> event(std::uint16_t schema, std::span<const std::byte> payload) const;

  const Schema* schema(std::uint16_t number) const;
  const std::string* text(std::uint64_t number) const;

 private:
  std::optional<Value> value(FieldType type, std::uint64_t word) const;

  std::unordered_map<std::uint16_t, Schema> schemas_;
  std::unordered_map<std::uint64_t, std::string> texts_;
};

/// The body of a record that stands for itself; nothing when it does not decode.
std::optional<decltype(Record::body)> decode_body(Kind kind, std::span<const std::byte> payload);

}  // namespace lab::record
