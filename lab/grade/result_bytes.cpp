#include "lab/grade/result_bytes.h"

#include <cstdint>
#include <span>
#include <type_traits>

#include "lab/record/cursor.h"
#include "lab/record/reader.h"
#include "lab/record/writer.h"

namespace lab::grade {
namespace {

template <typename T>
concept Plain = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// Gives each field to `out`, in the order of the list of fields below.
class Packer {
 public:
  template <Plain T>
  void field(const T& number) {
    out_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void field(const std::string& text) {
    field(static_cast<std::uint32_t>(text.size()));
    out_ += text;
  }
  void field(const record::Value& value) { field(record::encode(value)); }
  void field(const std::optional<record::Value>& value) {
    field(value.has_value());
    if (value) field(*value);
  }
  void field(const record::Map& map) { field(record::Value(map)); }
  template <typename T>
  void field(const std::vector<T>& list);
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes)
      : in_(std::as_bytes(std::span(bytes.data(), bytes.size()))) {}
  template <Plain T>
  void field(T& number) {
    number = in_.number<T>();
  }
  void field(std::string& text) { text = in_.text(); }
  void field(record::Value& value) {
    auto decoded = record::decode(in_.sized());
    sound_ = sound_ && decoded.has_value();
    if (decoded) value = std::move(*decoded);
  }
  void field(std::optional<record::Value>& value) {
    if (in_.number<std::uint8_t>() != 0) field(value.emplace());
  }
  void field(record::Map& map) {
    record::Value value;
    field(value);
    if (const auto* members = value.get_if<record::Map>()) map = *members;
  }
  template <typename T>
  void field(std::vector<T>& list);
  bool whole() const { return sound_ && in_.ok() && in_.left() == 0; }

 private:
  record::Cursor in_;
  bool sound_ = true;
};

template <typename To, typename Check>
requires std::is_same_v<std::remove_const_t<Check>, judge::Check>
void fields(To& to, Check& check) {
  to.field(check.name);
  to.field(check.status);
  to.field(check.op);
  to.field(check.expected);
  to.field(check.expected_text);
  to.field(check.observed);
  to.field(check.points);
  to.field(check.why);
  to.field(check.hint);
  to.field(check.claim);
  to.field(check.file);
  to.field(check.line);
  to.field(check.hidden);
}

template <typename To, typename Claim>
requires std::is_same_v<std::remove_const_t<Claim>, judge::ClaimResult>
void fields(To& to, Claim& result) {
  to.field(result.claim.id);
  to.field(result.claim.text);
  to.field(result.claim.verdict);
  to.field(result.claim.since);
  to.field(result.claim.source);
  to.field(result.claim.note);
  to.field(result.evidence);
}

template <typename To, typename Result>
requires std::is_same_v<std::remove_const_t<Result>, judge::Result>
void fields(To& to, Result& result) {
  to.field(result.exercise);
  to.field(result.person);
  to.field(result.python);
  to.field(result.source);
  to.field(result.status);
  to.field(result.cause);
  to.field(result.message);
  to.field(result.score);
  to.field(result.max_score);
  to.field(result.seconds);
  to.field(result.checks);
  to.field(result.claims);
  to.field(result.stdout_text);
  to.field(result.stderr_text);
  to.field(result.log);
  to.field(result.watched);
}

template <typename T>
void Packer::field(const std::vector<T>& list) {
  field(static_cast<std::uint32_t>(list.size()));
  for (const T& item : list)
    fields(*this, item);
}

template <typename T>
void Unpacker::field(std::vector<T>& list) {
  const auto count = in_.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in_.ok(); ++i)
    fields(*this, list.emplace_back());
}

}  // namespace

std::string to_bytes(const judge::Result& result) {
  Packer packer;
  fields(packer, result);
  return packer.take();
}

std::optional<judge::Result> from_bytes(std::string_view bytes) {
  Unpacker unpacker(bytes);
  judge::Result result;
  fields(unpacker, result);
  if (!unpacker.whole()) return std::nullopt;
  return result;
}

}  // namespace lab::grade
