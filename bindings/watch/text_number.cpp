#include "bindings/watch/text_number.h"

#include <array>
#include <atomic>
#include <span>

#include "bindings/bindings.h"

// A hash table from texts to their numbers, without the texts: two of 64 bits of hash that agree
// are taken for the same text. An event costs one look-up a text, in a signal handler too, so it is
// static, grows never and locks never:
//
//     hash     0: free. Claimed by compare-and-swap
//     number   0: claimed, number on its way; who finds that interns the text once more
//
// CPython's own hash is taken where a str has it, otherwise the bytes are hashed: a text may so be
// interned twice. The key is the text and not the address of an object: no object has to be kept,
// and none that is freed can leave a wrong entry.

namespace lab::bindings {
namespace {

constexpr std::size_t kEntries = std::size_t{1} << 14U;
constexpr std::size_t kMostProbes = 64;  ///< then the table is taken to be full
constexpr std::size_t kMostBytes = 1024;

struct Entry {
  std::atomic<std::uint64_t> hash;
  std::atomic<std::uint64_t> number;
};
std::array<Entry, kEntries> entries;
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "it is used in signal handlers");

/// FNV-1a, its bits mixed at the end; never 0.
std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : text)
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  hash ^= hash >> 32U;
  return hash == 0 ? 1 : hash;
}

/// The entry of `hash`, claimed for it if need be; null when the table is full.
Entry* entry_of(std::uint64_t hash) noexcept {
  for (std::size_t probe = 0; probe < kMostProbes; ++probe) {
    Entry& entry = entries[(hash + probe) % kEntries];
    std::uint64_t found = entry.hash.load(std::memory_order_acquire);
    if (found == hash) return &entry;
    if (found == 0 && entry.hash.compare_exchange_strong(found, hash)) return &entry;
    if (found == hash) return &entry;
  }
  return nullptr;
}

/// text(): the bytes, asked for only when they have to be interned.
template <typename Text>
std::uint64_t number_of(std::uint64_t hash, Text text) noexcept {
  Entry* entry = entry_of(hash);
  if (entry != nullptr) {
    const std::uint64_t number = entry->number.load(std::memory_order_acquire);
    if (number != 0) return number;
  }
  record::Writer* writer = log();
  if (writer == nullptr) return 0;
  const std::uint64_t number = writer->intern(text());
  if (entry != nullptr) entry->number.store(number, std::memory_order_release);
  return number;
}

std::size_t put_escape(char* out, Py_UCS4 surrogate) noexcept {
  constexpr char kDigits[] = "0123456789abcdef";
  out[0] = '\\', out[1] = 'u';
  for (unsigned digit = 0; digit < 4; ++digit)
    out[2 + digit] = kDigits[(surrogate >> (12 - 4 * digit)) & 0xfU];
  return 6;
}

std::size_t put_character(char* out, Py_UCS4 c) noexcept {
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((c >> shift) & 0x3fU));
  };
  if (c < 0x80) return out[0] = static_cast<char>(c), 1;
  if (c < 0x800) return out[0] = static_cast<char>(0xc0U | (c >> 6U)), out[1] = tail(0), 2;
  if (Py_UNICODE_IS_SURROGATE(c)) return put_escape(out, c);
  if (c < 0x10000) {
    return out[0] = static_cast<char>(0xe0U | (c >> 12U)), out[1] = tail(6), out[2] = tail(0), 3;
  }
  out[0] = static_cast<char>(0xf0U | (c >> 18U));
  return out[1] = tail(12), out[2] = tail(6), out[3] = tail(0), 4;
}

/// The str as UTF-8: its own characters where they are ASCII, otherwise written into `room`.
std::string_view utf8_of(PyObject* text, std::span<char, kMostBytes> room) noexcept {
  const Py_ssize_t length = PyUnicode_GET_LENGTH(text);
  if (PyUnicode_IS_ASCII(text)) {
    return {static_cast<const char*>(PyUnicode_DATA(text)), static_cast<std::size_t>(length)};
  }
  constexpr std::size_t kLongest = 6;
  std::size_t size = 0;
  for (Py_ssize_t at = 0; at < length && size + kLongest <= room.size(); ++at)
    size += put_character(&room[size], PyUnicode_READ_CHAR(text, at));
  return {room.data(), size};
}

}  // namespace

std::uint64_t text_number(std::string_view text) noexcept {
  return number_of(hash_of(text), [&] { return text; });
}

std::uint64_t text_number(PyObject* text) noexcept {
  if (text == nullptr || !PyUnicode_Check(text) || !PyUnicode_IS_READY(text))
    return text_number("");
  std::array<char, kMostBytes> room;
  const Py_hash_t known = reinterpret_cast<PyASCIIObject*>(text)->hash;
  if (known == -1 || known == 0) return text_number(utf8_of(text, room));
  return number_of(static_cast<std::uint64_t>(known), [&] { return utf8_of(text, room); });
}

}  // namespace lab::bindings
