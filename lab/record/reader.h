#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "lab/record/format.h"
#include "lab/record/value.h"
#include "lab/record/writer.h"

namespace lab::record {

struct ProcessStart {
  std::uint32_t parent_pid = 0;
  std::string python_version;
  std::vector<std::string> argv;
};
struct ProcessEnd {
  int status = 0;
};
/// An event with its schema applied: its fields by name, in order, absent ones as Absent.
struct Event {
  std::string name;
  Map fields;
};
struct Observation {
  bool experiment = false;  ///< made by the exercise's own code object
  std::string file;
  std::string qualname;
  std::int32_t line = 0;
  std::uint64_t code = 0;
  std::string name;
  Value value;
};
/// What a watched object is made of at that moment: bindings/watch/object_watch.h says which keys.
struct Structure {
  std::string object;
  Value value;
};
struct Exception {
  std::string type;
  std::string message;
  std::string file;
  std::int32_t line = 0;
};
struct Notice {
  std::string text;
};

/// One whole record of a log.
struct Record {
  std::uint64_t offset = 0;
  std::uint64_t time = 0;  ///< nanoseconds since the log was created
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
  std::variant<ProcessStart, ProcessEnd, Event, Observation, Exception, Notice, Structure> body;
};

/// A record as it lies in the log, its body not decoded: for who goes through many of them.
struct RawRecord {
  std::uint64_t offset = 0;
  std::uint64_t time = 0;  ///< nanoseconds since the log was created
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
  Kind kind = Kind::event;
  std::uint16_t schema = 0;            ///< of an event
  std::span<const std::byte> payload;  ///< good until the next is read
};

/// What an event of one name carries. Each field is a word of 8 bytes of the payload, in order; an
/// absent mask is the first of them.
struct Schema {
  struct Field {
    std::string name;
    FieldType type;
    std::string absent_reason;
  };
  std::string name;
  std::vector<Field> fields;
  bool has_mask = false;
};

/// Reads a log from its start, also while it grows. It never believes a size, a count or an offset
/// that the file states: each is checked against the mapping first.
class Reader {
 public:
  /// @throws LogError when the file cannot be read, is no log, or is of another version; the
  /// message names the file, what was found and what to do.
  explicit Reader(const std::filesystem::path& path);
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  /// The next whole record, in the order of the file; nothing at the present end. When the log has
  /// grown meanwhile, a later call goes on. A record that is not whole is waited for as long as
  /// somebody has the log open for writing, and passed over (damage().torn_records) after that.
  std::optional<Record> next();
  /// The same without decoding the body, which may turn out to be none.
  std::optional<RawRecord> next_raw();

  /// The body applied. Nothing when it does not decode.
  std::optional<Record> decode(const RawRecord& record) const;
  /// Of an event that next_raw gave; nullptr for a number that was never declared.
  const Schema* schema(std::uint16_t number) const;
  /// What a text field refers to; nullptr for a number that was never given out.
  const std::string* text(std::uint64_t number) const;

  /// Goes again over what next or next_raw has passed, from the record at `offset`, which one of
  /// them gave, until `take` returns false.
  void again_from(std::uint64_t offset, const std::function<bool(const RawRecord&)>& take) const;

  /// What the reader could not give back. All zero for a log that is whole.
  struct Damage {
    std::uint64_t lost_records = 0;  ///< did not fit: the log was full
    std::uint64_t lost_bytes = 0;
    std::uint64_t torn_records = 0;     ///< begun and never finished: their writer was killed
    std::uint64_t corrupt_records = 0;  ///< do not decode; after an impossible size, reading ends
    bool cut = false;                   ///< the file is shorter than what was written
    bool any() const {
      return lost_records != 0 || torn_records != 0 || corrupt_records != 0 || cut;
    }
  };
  Damage damage() const;
  bool finished() const;  ///< the last writer is gone and the file was cut to size
  std::uint64_t realtime_start_ns() const;
  std::uint64_t size() const;  ///< bytes in use

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Decodes one value from its bytes. @returns nothing when they are not exactly one value.
std::optional<Value> decode(std::span<const std::byte> bytes);

}  // namespace lab::record
