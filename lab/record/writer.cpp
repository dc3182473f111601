#include "lab/record/writer.h"

#include <algorithm>
#include <cstring>
#include <ctime>

#include "lab/record/identity.h"
#include "lab/record/mapping.h"

namespace lab::record {
namespace {

// The parts of a payload. Each has a size and a way to be written; one list of parts gives both, so
// that the room reserved and the bytes written cannot differ.

template <typename T>
requires std::is_arithmetic_v<T>
constexpr std::uint64_t size_of(T) {
  return sizeof(T);
}
template <typename T>
requires std::is_arithmetic_v<T> std::byte* put(std::byte* at, T number) {
  std::memcpy(at, &number, sizeof(T));
  return at + sizeof(T);
}

std::uint64_t size_of(std::span<const std::byte> bytes) {
  return 4 + std::uint64_t{bytes.size()};
}
std::byte* put(std::byte* at, std::span<const std::byte> bytes) {
  at = put(at, static_cast<std::uint32_t>(bytes.size()));
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  return at + bytes.size();
}

std::uint64_t size_of(std::string_view text) {
  return size_of(std::as_bytes(std::span(text)));
}
std::byte* put(std::byte* at, std::string_view text) {
  return put(at, std::as_bytes(std::span(text)));
}

std::uint64_t size_of(std::span<const std::uint64_t> words) {
  return words.size_bytes();
}
std::byte* put(std::byte* at, std::span<const std::uint64_t> words) {
  for (std::uint64_t word : words)
    at = put(at, word);
  return at;
}

std::uint64_t size_of(const Field& field) {
  return 1 + size_of(field.name) + size_of(field.absent_reason);
}
std::byte* put(std::byte* at, const Field& field) {
  at = put(at, static_cast<std::uint8_t>(field.type));
  return put(put(at, field.name), field.absent_reason);
}

template <typename T>
std::uint64_t size_of(std::span<const T> parts) {
  std::uint64_t size = 4;
  for (const T& part : parts)
    size += size_of(part);
  return size;
}
template <typename T>
std::byte* put(std::byte* at, std::span<const T> parts) {
  at = put(at, static_cast<std::uint32_t>(parts.size()));
  for (const T& part : parts)
    at = put(at, part);
  return at;
}

/// The most bytes, up to `limit`, that do not end within a character of UTF-8.
std::size_t whole_characters(std::string_view text, std::size_t limit) {
  std::size_t size = limit;
  while (size > limit - 3 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80)
    --size;
  return size;
}

/// Appends one record. The order of the stores is what a killed writer leaves behind: nothing at
/// all, then a record of known size that is not whole, then a whole one.
template <typename Mapping, typename... Parts>
bool append(Mapping& log, Kind kind, std::uint16_t schema, std::uint64_t time,
            const Parts&... parts) noexcept {
  std::uint64_t size = (sizeof(RecordHeader) + ... + size_of(parts));
  size = (size + 7) / 8 * 8;
  std::byte* at = log.reserve(size);
  if (at == nullptr) [[unlikely]]
    return false;
  auto* head = reinterpret_cast<RecordHeader*>(at);
  const auto state = static_cast<std::uint32_t>(size);
  head->state.store(state, std::memory_order_relaxed);
  // Not for other processors, for the compiler: SIGKILL must not find the rest begun before it.
  std::atomic_signal_fence(std::memory_order_seq_cst);
  const Identity writer = identity();
  head->kind = static_cast<std::uint16_t>(kind);
  head->schema = schema;
  head->time = time;
  head->pid = writer.pid;
  head->tid = writer.tid;
  at += sizeof(RecordHeader);
  ((at = put(at, parts)), ...);
  head->state.store(state | kCommitted, std::memory_order_release);
  return true;
}

}  // namespace

Writer::Writer(const std::filesystem::path& path) : mapping_(std::make_unique<Mapping>(path)) {}
Writer::~Writer() = default;

std::uint64_t Writer::now() noexcept {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(time.tv_nsec);
}

void Writer::process_start(std::string_view python_version,
                           std::span<const std::string_view> argv) noexcept {
  const auto parent = static_cast<std::uint32_t>(::getppid());
  append(*mapping_, Kind::process_start, 0, now(), parent, python_version, argv);
}

void Writer::process_end(int status) noexcept {
  append(*mapping_, Kind::process_end, 0, now(), static_cast<std::int32_t>(status));
}

std::uint16_t Writer::declare(std::string_view name, std::span<const Field> fields) noexcept {
  const std::uint64_t size = sizeof(RecordHeader) + size_of(name) + size_of(fields);
  if (fields.size() > kMaxFields || size > kMaxSchemaSize) {
    mapping_->count_lost(size);
    return 0;
  }
  const std::uint32_t number =
      mapping_->header->next_schema.fetch_add(1, std::memory_order_relaxed) + 1;
  if (number > 0xFFFF) {
    mapping_->count_lost(size);
    return 0;
  }
  const auto schema = static_cast<std::uint16_t>(number);
  return append(*mapping_, Kind::schema, schema, now(), name, fields) ? schema : std::uint16_t{0};
}

std::uint64_t Writer::intern(std::string_view text) noexcept {
  const bool cut = text.size() > kMaxTextSize;
  if (cut) text = text.substr(0, whole_characters(text, kMaxTextSize));
  const std::uint64_t number =
      mapping_->header->next_text.fetch_add(1, std::memory_order_relaxed) + 1;
  const std::string_view mark = cut ? "…" : "";
  return append(*mapping_, Kind::text, 0, now(), number, text, mark) ? number : 0;
}

void Writer::event_at(std::uint64_t time, std::uint16_t schema,
                      std::span<const std::uint64_t> words) noexcept {
  if (schema == 0) [[unlikely]] {
    mapping_->count_lost(sizeof(RecordHeader) + words.size_bytes());
    return;
  }
  append(*mapping_, Kind::event, schema, time, words);
}

void Writer::observation(const Origin& origin, std::string_view name,
                         std::span<const std::byte> encoded) noexcept {
  append(*mapping_, Kind::observation, 0, now(), std::uint32_t{origin.experiment}, origin.line,
         origin.code, origin.file, origin.qualname, name, encoded);
}

void Writer::structure(std::string_view object, std::span<const std::byte> encoded) noexcept {
  append(*mapping_, Kind::structure, 0, now(), object, encoded);
}

void Writer::exception(std::string_view type, std::string_view message, std::string_view file,
                       std::int32_t line) noexcept {
  append(*mapping_, Kind::exception, 0, now(), line, type, message, file);
}

void Writer::notice(std::string_view text) noexcept {
  append(*mapping_, Kind::notice, 0, now(), text);
}

}  // namespace lab::record
