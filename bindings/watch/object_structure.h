#pragma once

#include <Python.h>

#include <cstdint>
#include <string_view>

#include "bindings/internals/snapshot.h"
#include "lab/record/writer.h"

// What a watched object is made of, whole, for who looks at the log and does not want to add up
// changes. The value of a `structure` record is a map; read from CPython's own structs, nothing is
// called, no reference is held.
//
//   type, class, address   how it is built ("dict", "list", "set", "instance", "deque" …: the kinds of
//                          lab.watch, a subclass being built as its base), the name of its type
//   dict       keys (address of the keys object), used, usable, log2_size, kind ("general", "unicode",
//              "split"),
//              slots    the index table: an entry's number, -1 free, -2 dummy. Not of a split table
//              entries  {hash, key, key_address, value, value_address}, None for a deleted one
//              values   of a split table alone: the address of each entry's value, None: not set
//   list       array (address), length, allocated (-1 while it is sorted),
//              items    {text, address} of the length items; what is allocated beyond is spare
//   set        table (address), fill, used, mask, finger,
//              slots    {hash, key, address}, None: free, "dummy": a key was discarded here
//   instance   where ("inline", "block", None: it has no array of values),
//              values   {attribute, text, address}, address None: not set
//              dict     as of a dict, None: none was made
//   deque      length, left_index, right_index, left_block, right_block, maxlen (-1: none), free_blocks,
//              items    {text, address} from left to right; item i is in slot (left_index + i) % 64
//   bytearray  length, allocated, start (bytes before the contents), exports
//   others     no more than the first three
//
// Texts of keys and values are as lab_key_text gives them. The first map of an object has also
//
//   layout     {offset, size, field, type, value} in order of offsets, as lab.inspect has them
//
// How often. Slots, allocated items or the length of a deque count as room:
//
//   up to 128    at first, and after each comparison that found changes
//   up to 4096   at first, and when the table or array is another: after a resize
//   beyond       never: too_big, the room, stands in place of the contents, once
//
// A map of 128 slots takes some 15 KB. What one object writes so is bounded by 16 MiB, and what all do
// by 64 MiB: then the last map has `ended`, a sentence, in place of the contents, and changes go on as
// events alone; after the 64 MiB, those of objects that are watched later too.

namespace lab::bindings {

/// The records `structure` of one watched object. With the GIL held throughout.
class ToldStructure {
 public:
  void begin(record::Writer& log, std::string_view name, PyObject* object,
             const lab_structure& kind) noexcept;
  /// When a comparison has found something. The object may be dying, as long as it is whole.
  void after_change(record::Writer& log, std::string_view name, PyObject* object,
                    const lab_structure& kind) noexcept;

 private:
  struct Table {
    std::int64_t room = 0;
    const void* place = nullptr;  ///< never followed
    bool operator==(const Table&) const = default;
  };
  static Table table_of(PyObject* object, const lab_structure& kind) noexcept;
  void tell(record::Writer& log, std::string_view name, PyObject* object, const lab_structure& kind,
            bool first) noexcept;

  Table last_;
  std::uint64_t left_ = std::uint64_t{16} << 20U;  ///< bytes
  bool ended_ = false;
};

}  // namespace lab::bindings
