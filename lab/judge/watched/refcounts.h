#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lab/judge/watched/fields.h"
#include "lab/record/reader.h"

namespace lab::judge {

/// One write of a reference count.
struct RefcountWrite {
  std::int64_t before = 0;
  std::int64_t value = 0;
  EventPlace place;
  std::string function;  ///< the C function that wrote; empty: no symbol
};

/// How often one instruction wrote, and what it did each time.
struct RefcountCause {
  int line = 0;
  std::string opcode;
  std::string function;
  std::int64_t by = 0;  ///< +1, -1
  std::uint64_t times = 0;
};

/// One object, from the moment that it was watched. A name that is bound anew begins another.
struct WatchedRefcount {
  static constexpr std::size_t kMostWrites = 64;
  static constexpr std::size_t kMostPoints = 1024;  ///< a power of two
  static constexpr std::size_t kMostCauses = 64;

  std::string object;
  std::string type;
  std::string mode;  ///< "hardware" or "instruction"; empty: not said
  bool immortal = false;
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::uint64_t writes = 0;
  std::vector<RefcountWrite> first_writes;  ///< the first kMostWrites

  struct Point {
    std::int64_t value = 0;
    int line = 0;
  };
  /// Every `every`-th write: when there are too many points, each other one is dropped.
  std::vector<Point> points;
  std::uint64_t every = 1;
  std::vector<RefcountCause> causes;  ///< in the order of their first write
  std::uint64_t other_causes = 0;     ///< writes of causes beyond kMostCauses
  std::string end;                    ///< deallocated, stopped, exit; empty: no end was written

  void add_write(RefcountWrite write);
};

/// refcount.watch, refcount.write and refcount.end.
struct WatchedRefcounts {
  static constexpr std::size_t kMostObjects = 64;

  bool on = false;
  std::uint64_t writes = 0;  ///< of all objects, those left out included
  std::vector<WatchedRefcount> objects;
  std::uint64_t left_out = 0;  ///< objects beyond kMostObjects

  void add(const record::Event& event);
  record::Map to_map() const;
  /// "hardware", "instruction", "both", or "" when it was not said.
  std::string mode() const;

 private:
  WatchedRefcount* begin(std::string_view name);
  WatchedRefcount* find(std::string_view name);
  std::map<std::string, std::size_t, std::less<>>
      latest_;  ///< name to index; past the end: left out
};

}  // namespace lab::judge
