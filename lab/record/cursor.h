#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace lab::record {

/// Takes numbers and texts from bytes that nobody vouches for. The first that does not fit turns
/// ok() false for good; from then on everything is 0 or empty.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <typename T>
  T number() {
    T value{};
    std::span<const std::byte> bytes = take(sizeof(T));
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }
  std::span<const std::byte> take(std::size_t size) {
    if (!ok_ || size > bytes_.size()) {
      ok_ = false;
      return {};
    }
    std::span<const std::byte> taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return taken;
  }
  /// A u32 length and as many bytes.
  std::span<const std::byte> sized() { return take(number<std::uint32_t>()); }
  std::string_view text() {
    std::span<const std::byte> bytes = sized();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  std::size_t left() const { return ok_ ? bytes_.size() : 0; }
  bool ok() const { return ok_; }
  /// Everything was taken but the padding that brings a record to a multiple of 8.
  bool at_end_of_record() const { return ok_ && bytes_.size() < 8; }

 private:
  std::span<const std::byte> bytes_;
  bool ok_ = true;
};

}  // namespace lab::record
