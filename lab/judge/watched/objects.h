#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab/judge/watched/fields.h"
#include "lab/record/reader.h"

namespace lab::judge {

/// One change of a watched object's structure.
struct ObjectChange {
  std::uint64_t number = 0;  ///< the how manieth change of its object, from 1
  std::string change;        ///< insert, resize, move, …
  std::string at;            ///< key, index or attribute; empty: not said
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> after;
  EventPlace place;
};

/// One object, from the moment that it was watched.
struct WatchedObject {
  static constexpr std::size_t kMostKinds = 24;
  static constexpr std::size_t kMostOfAKind = 16;

  std::string object;
  std::string type;
  std::string mode;  ///< "watcher" or "instruction"; empty: not said
  std::uint64_t changes = 0;
  /// The changes of one kind: how many, and the first kMostOfAKind of them. A rare kind is kept
  /// whole however many the others are.
  struct Kind {
    std::string change;
    std::uint64_t times = 0;
    std::vector<ObjectChange> first;
  };
  std::vector<Kind> kinds;           ///< in the order of their first change
  std::uint64_t of_other_kinds = 0;  ///< changes of kinds beyond kMostKinds
  std::string end;                   ///< empty: no end was written

  void add_change(ObjectChange change);
};

/// object.watch, object.change and object.end.
struct WatchedObjects {
  static constexpr std::size_t kMostObjects = 64;

  bool on = false;
  std::uint64_t changes = 0;  ///< of all objects, those left out included
  std::vector<WatchedObject> objects;
  std::uint64_t left_out = 0;  ///< objects beyond kMostObjects

  void add(const record::Event& event);
  record::Map to_map() const;

 private:
  WatchedObject* begin(std::string_view name);
  std::map<std::string, std::size_t, std::less<>> latest_;
};

}  // namespace lab::judge
