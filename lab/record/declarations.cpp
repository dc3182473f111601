#include "lab/record/cursor.h"
#include "lab/record/record_body.h"
#include "lab/record/utf8.h"

namespace lab::record {
namespace {

bool is_field_type(std::uint8_t type) {
  return type >= static_cast<std::uint8_t>(FieldType::int64) &&
         type <= static_cast<std::uint8_t>(FieldType::absent_mask);
}

}  // namespace

bool Declarations::add_schema(std::uint16_t number, std::span<const std::byte> payload) {
  if (number == 0 || payload.size() > kMaxSchemaSize) return false;
  Cursor in(payload);
  Schema schema;
  schema.name = valid_utf8(in.text());
  const auto count = in.number<std::uint32_t>();
  if (count > kMaxFields) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto type = in.number<std::uint8_t>();
    Schema::Field field{valid_utf8(in.text()), static_cast<FieldType>(type), valid_utf8(in.text())};
    if (!in.ok() || !is_field_type(type)) return false;
    if (field.type == FieldType::absent_mask) {
      if (i != 0) return false;
      schema.has_mask = true;
    }
    schema.fields.push_back(std::move(field));
  }
  return in.at_end_of_record() && schemas_.emplace(number, std::move(schema)).second;
}

bool Declarations::add_text(std::span<const std::byte> payload) {
  Cursor in(payload);
  const auto number = in.number<std::uint64_t>();
  const std::string_view text = in.text();
  const std::string_view mark = in.text();
  if (!in.at_end_of_record() || number == 0 || text.size() > kMaxTextSize ||
      mark.size() > kMaxTextSize)
    return false;
  return texts_.emplace(number, valid_utf8(text) + valid_utf8(mark)).second;
}

std::optional<Value> Declarations::value(FieldType type, std::uint64_t word) const {
  switch (type) {
    case FieldType::int64:
      return Value(static_cast<std::int64_t>(word));
    case FieldType::uint64:
    case FieldType::nanoseconds:
    case FieldType::absent_mask:
      return Value(word);
    case FieldType::address:
      return Value(Address{word});
    case FieldType::boolean:
      return Value(word != 0);
    case FieldType::text:
      break;
  }
  // intern() gives 0 when its text found no room.
  if (word == 0) return Value(Absent{"lost: the log was full"});
  auto found = texts_.find(word);
  if (found == texts_.end()) return std::nullopt;
  return Value(found->second);
}

const Schema* Declarations::schema(std::uint16_t number) const {
  const auto found = schemas_.find(number);
  return found == schemas_.end() ? nullptr : &found->second;
}

const std::string* Declarations::text(std::uint64_t number) const {
  const auto found = texts_.find(number);
  return found == texts_.end() ? nullptr : &found->second;
}

std::optional<Event> Declarations::event(std::uint16_t number,
                                         std::span<const std::byte> payload) const {
  const Schema* found = schema(number);
  if (found == nullptr) return std::nullopt;
  const Schema& schema = *found;
  if (payload.size() != schema.fields.size() * sizeof(std::uint64_t)) return std::nullopt;
  Cursor in(payload);
  const std::uint64_t absent = schema.has_mask ? in.number<std::uint64_t>() : 0;
  Event event{schema.name, {}};
  event.fields.reserve(schema.fields.size());
  for (std::size_t i = schema.has_mask ? 1 : 0; i < schema.fields.size(); ++i) {
    const Schema::Field& field = schema.fields[i];
    const auto word = in.number<std::uint64_t>();
    if ((absent >> i & 1U) != 0) {
      event.fields.emplace_back(field.name, Absent{field.absent_reason});
      continue;
    }
    auto decoded = value(field.type, word);
    if (!decoded) return std::nullopt;
    event.fields.emplace_back(field.name, std::move(*decoded));
  }
  return event;
}

}  // namespace lab::record
