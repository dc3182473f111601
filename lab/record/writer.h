#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lab/record/format.h"
#include "lab/record/value.h"

namespace lab::record {

/// What went wrong with a log as a whole: the file's name, the reason and what to do next.
class LogError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One field of an event's schema. `absent_reason` is shown where the mask says that it is absent.
struct Field {
  std::string_view name;
  FieldType type = FieldType::int64;
  std::string_view absent_reason = {};
};

/// Where the code stood that made an observation.
struct Origin {
  bool experiment = false;  ///< the code object belongs to the exercise's own experiment
  std::uint64_t code = 0;   ///< the code object's address
  std::int32_t line = 0;    ///< 0 when unknown
  std::string_view file = {};
  std::string_view qualname = {};
};

/// Creates the log file at `path` (mode 0600; an existing file is replaced) with room for
/// `capacity` bytes. The file is sparse: it takes disk space as it is written. Called by the front,
/// before it starts the host.
/// @throws LogError when the file cannot be made.
void create_log(const std::filesystem::path& path, std::uint64_t capacity);

/// Ends the log: cuts the file to its used size and marks it finished. Called by the front, after
/// the last writer is gone.
void finish_log(const std::filesystem::path& path);

inline constexpr std::uint64_t kDefaultCapacity = std::uint64_t{1} << 30U;

/// Appends records to a log that create_log made. Every method may be called by many threads at
/// once, and in a child after fork; none of them blocks another writer, none throws. A record that
/// does not fit is counted in the header and dropped.
class Writer {
 public:
  /// @throws LogError when `path` is not a log of this version or cannot be mapped.
  explicit Writer(const std::filesystem::path& path);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void process_start(std::string_view python_version,
                     std::span<const std::string_view> argv) noexcept;
  void process_end(int status) noexcept;

  /// Declares an event; called once per event and process, before the first event of it.
  /// @returns the schema's number in this log, 0 when the log is full (events of it are then lost).
  std::uint16_t declare(std::string_view name, std::span<const Field> fields) noexcept;
  /// The number of `text` for a field of FieldType::text. Does not remember: callers keep the
  /// number.
  std::uint64_t intern(std::string_view text) noexcept;

  /// Appends one event: `words` in the order of the schema's fields, eight bytes each.
  void event(std::uint16_t schema, std::span<const std::uint64_t> words) noexcept {
    event_at(now(), schema, words);
  }
  void event_at(std::uint64_t time, std::uint16_t schema,
                std::span<const std::uint64_t> words) noexcept;

  /// Appends what the watched object `object` is made of. `encoded` comes from encode().
  void structure(std::string_view object, std::span<const std::byte> encoded) noexcept;
  /// Appends an observation. `encoded` comes from encode().
  void observation(const Origin& origin, std::string_view name,
                   std::span<const std::byte> encoded) noexcept;
  void exception(std::string_view type, std::string_view message, std::string_view file,
                 std::int32_t line) noexcept;
  void notice(std::string_view text) noexcept;

  /// CLOCK_MONOTONIC in nanoseconds, the time that records carry.
  static std::uint64_t now() noexcept;

 private:
  struct Mapping;
  std::unique_ptr<Mapping> mapping_;
};

/// A value as bytes, tag first; see FORMAT.md.
std::string encode(const Value& value);

}  // namespace lab::record
