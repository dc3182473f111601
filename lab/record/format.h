#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

// The layout of a log, byte by byte. FORMAT.md beside this file is the page to read; this header is
// the one place in the code that knows the offsets. A change of any of it raises kVersion.

namespace lab::record {

inline constexpr char kMagic[8] = {'\x89', 'L', 'A', 'B', '\r', '\n', '\x1a', '\n'};
inline constexpr std::uint32_t kVersion = 2;
inline constexpr std::uint32_t kByteOrder = 0x01020304;
inline constexpr std::uint64_t kHeaderSize = 4096;
/// Larger capacities are refused, so that a header made up by somebody cannot keep a reader busy.
inline constexpr std::uint64_t kMaxCapacity = std::uint64_t{1} << 36U;

/// The first page of the file, shared by every process that writes into it.
struct FileHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t header_size;
  std::uint32_t byte_order;
  std::uint32_t reserved0;
  std::uint64_t capacity;            ///< bytes that may be used, this page included
  std::uint64_t realtime_start_ns;   ///< CLOCK_REALTIME when the log was created
  std::uint64_t monotonic_start_ns;  ///< CLOCK_MONOTONIC at that same moment
  std::uint64_t reserved1;
  /// Offset of the next free byte. It passes `capacity` when the log is full.
  alignas(64) std::atomic<std::uint64_t> tail;
  /// Bytes for which the file system has promised blocks: touching a mapped page beyond them could
  /// raise SIGBUS on a full disk, so a writer that crosses it asks for more first.
  alignas(64) std::atomic<std::uint64_t> allocated;
  /// Records and bytes that found no room. Never silent: the reader reports both.
  alignas(64) std::atomic<std::uint64_t> lost_records;
  std::atomic<std::uint64_t> lost_bytes;
  std::atomic<std::uint32_t> next_schema;  ///< the last schema number given out, over all processes
  std::atomic<std::uint32_t> next_text;    ///< the last text number given out, over all processes
  /// 1 when the front has seen the last writer end. The file is cut to its used size then, unless a
  /// writer stayed against the rules.
  alignas(64) std::atomic<std::uint32_t> finished;
};
static_assert(offsetof(FileHeader, tail) == 64);
static_assert(offsetof(FileHeader, allocated) == 128);
static_assert(offsetof(FileHeader, lost_records) == 192);
static_assert(offsetof(FileHeader, finished) == 256);
static_assert(sizeof(FileHeader) <= kHeaderSize);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

enum class Kind : std::uint16_t {
  process_start = 1,  ///< a process begins to write: who it is
  process_end = 2,    ///< it ended in order: its exit status
  schema = 3,         ///< declares an event: its name, the names and types of its fields
  text = 4,           ///< gives a number to a string that events refer to
  event = 5,          ///< one event of a declared schema
  observation = 6,    ///< a name, a value and the code object that observed it
  exception = 7,      ///< an exception that nothing caught
  notice = 8,         ///< the host speaks of itself: a hook that switched itself off, say
  structure = 9,      ///< what a watched object is made of at that moment
};

/// The head of every record; records start at multiples of 8.
///
///     0        4      6        8               16      20      24
///     ┌────────┬──────┬────────┬───────────────┬───────┬───────┬─────────┐
///     │ state  │ kind │ schema │ time          │ pid   │ tid   │ payload…│
///     └────────┴──────┴────────┴───────────────┴───────┴───────┴─────────┘
///
/// `state` is 0 while nobody has written here, the record's size in bytes (a multiple of 8, head
/// included) while its writer is at work, and the size with kCommitted once it is whole.
struct RecordHeader {
  std::atomic<std::uint32_t> state;
  std::uint16_t kind;
  std::uint16_t schema;  ///< of an event; 0 otherwise
  std::uint64_t time;    ///< CLOCK_MONOTONIC, nanoseconds
  std::uint32_t pid;
  std::uint32_t tid;  ///< the kernel's thread number (gettid)
};
static_assert(sizeof(RecordHeader) == 24);

inline constexpr std::uint32_t kCommitted = 0x80000000U;
inline constexpr std::uint32_t kMaxRecordSize = 16U << 20U;  ///< larger observations are refused

// Bounds on what one record can make a reader allocate. The writer keeps to them.
inline constexpr std::uint32_t kMaxFields = 64;              ///< of a schema, its mask included
inline constexpr std::uint32_t kMaxSchemaSize = 64U << 10U;  ///< bytes of a schema record
inline constexpr std::uint32_t kMaxTextSize = 64U << 10U;    ///< bytes of an interned text
inline constexpr std::uint32_t kMaxValues = 1U << 20U;       ///< list and map entries of one value

/// The type of one field of a schema. Every field of an event takes 8 bytes. A reader gives int64
/// as std::int64_t, uint64 and nanoseconds as std::uint64_t, address as Address, boolean as bool,
/// text as std::string. The mask itself is no field of the Event that a reader gives; bit 0 stands
/// for it and says nothing, bit 1 is the first field after it.
enum class FieldType : std::uint8_t {
  int64 = 1,
  uint64 = 2,
  address = 3,
  boolean = 4,
  text = 5,         ///< the number of a text record
  nanoseconds = 6,  ///< a duration
  absent_mask =
      7,  ///< first field only: bit i says that field i is absent, for its schema's reason
};

/// The tags of an encoded value (see Value); the number before each is its byte.
enum class Tag : std::uint8_t {
  none = 0,
  boolean_false = 1,
  boolean_true = 2,
  int64 = 3,
  uint64 = 4,
  real = 5,
  address = 6,
  text = 7,     ///< u32 length, UTF-8
  bytes = 8,    ///< u32 length, bytes
  big_int = 9,  ///< u32 length, decimal digits
  absent = 10,  ///< u32 length, the reason
  list = 11,    ///< u32 count, values
  map = 12,     ///< u32 count, (u32 length, key, value)…
};
inline constexpr int kMaxDepth = 64;  ///< of lists and maps within each other

}  // namespace lab::record
