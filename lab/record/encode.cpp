#include <fmt/core.h>

#include <cstring>

#include "lab/record/writer.h"

namespace lab::record {
namespace {

/// Writes values one behind another. What goes beyond the format's bounds is replaced by an Absent
/// that says so: a reader would have to refuse the whole observation.
class Encoder {
 public:
  void value(const Value& value, int depth) {
    std::visit([&](const auto& data) { put(data, depth); }, value.data());
  }
  std::string take() { return std::move(out_); }

 private:
  template <typename T>
  void raw(T number) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &number, sizeof(T));
    out_.append(bytes, sizeof(T));
  }
  void tag(Tag tag) { out_.push_back(static_cast<char>(tag)); }
  void sized(std::string_view text) {
    text = text.substr(0, kMaxRecordSize);  // such a record is lost in any case; u32 must hold it
    raw(static_cast<std::uint32_t>(text.size()));
    out_.append(text);
  }
  void tagged(Tag with, std::string_view text) {
    tag(with);
    sized(text);
  }

  void put(const None&, int) { tag(Tag::none); }
  void put(bool value, int) { tag(value ? Tag::boolean_true : Tag::boolean_false); }
  void put(std::int64_t value, int) { tag(Tag::int64), raw(value); }
  void put(std::uint64_t value, int) { tag(Tag::uint64), raw(value); }
  void put(double value, int) { tag(Tag::real), raw(value); }
  void put(const Address& address, int) { tag(Tag::address), raw(address.value); }
  void put(const std::string& text, int) { tagged(Tag::text, text); }
  void put(const Bytes& bytes, int) { tagged(Tag::bytes, bytes.data); }
  void put(const BigInt& number, int) { tagged(Tag::big_int, number.decimal); }
  void put(const Absent& absent, int) { tagged(Tag::absent, absent.reason); }
  void put(const List& list, int depth) {
    if (!open(Tag::list, list.size(), depth)) return;
    for (const Value& item : list)
      value(item, depth + 1);
  }
  void put(const Map& map, int depth) {
    if (!open(Tag::map, map.size(), depth)) return;
    for (const auto& [key, item] : map) {
      sized(key);
      value(item, depth + 1);
    }
  }

  bool open(Tag with, std::size_t count, int depth) {
    if (depth >= kMaxDepth) {
      tagged(Tag::absent, fmt::format("nested deeper than {} levels", kMaxDepth));
      return false;
    }
    if (count > left_) {
      tagged(Tag::absent,
             fmt::format("{} values: more than an observation may hold ({})", count, kMaxValues));
      return false;
    }
    left_ -= static_cast<std::uint32_t>(count);
    tag(with);
    raw(static_cast<std::uint32_t>(count));
    return true;
  }

  std::string out_;
  std::uint32_t left_ = kMaxValues;
};

}  // namespace

std::string encode(const Value& value) {
  Encoder encoder;
  encoder.value(value, 0);
  return encoder.take();
}

}  // namespace lab::record
