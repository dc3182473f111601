#pragma once

#include <Python.h>

#include <memory>
#include <string>
#include <string_view>

#include "bindings/internals/snapshot.h"
#include "bindings/watch/watch.h"

// Watched objects: what changes in the structure of one object, and what has changed it.
//
// The object's structure is copied (bindings/internals/snapshot_*.c), and after each bytecode
// instruction compared with the copy; the difference is what the instruction has done.
//
//   object.watch    object, address, type, mode
//   object.change   object, change, at, before, after, slot, entry, the place that did it, and
//                   structure: the kind in whose words the change is told (lab_structure.name)
//   object.end      object, reason: deallocated, stopped, exit, bound-anew
//   structure       (a record of its own, no event) object, and all that it is made of: at first, and
//                   after the object.change events of each comparison; see object_structure.h
//
//   mode instruction    compared after each instruction
//        watcher        3.12+, dict and type: CPython announces each change before it is made, so
//                       that several by one instruction are several events; the rest as above
//        eval-breaker   code: instruction tracing has CPython execute instructions unspecialised,
//                       so that nothing would be seen; the code is compared where the evaluation loop
//                       looks for something to do, at calls and at backward jumps (object_points.h)
//
// No reference is held. The end is seen in tp_dealloc (bindings/internals/dealloc_hook.c), before
// the memory is given back: nothing is ever read after it, and another object at the same address
// is never taken for this one. While an object is being deallocated (its count is 0) it is not
// compared.
//
// Which instruction: a comparison on another thread than the last one has made finds what the
// instruction has done that was current when that thread lost the GIL.

namespace lab::bindings {

class WatchedObjects;

/// Watches one object for as long as it lives. With the GIL held throughout.
class ObjectWatch : public Watch {
 public:
  /// @throws std::invalid_argument for an object that cannot be watched: says what can
  /// @throws std::runtime_error when CPython has no room for it
  ObjectWatch(record::Writer& log, PyObject* object, std::string_view name);
  ~ObjectWatch() override;

  std::string_view mode() const noexcept override;
  std::uint64_t events() const noexcept override;
  /// The object is gone.
  bool is_over() const noexcept;
  const PyObject* object() const noexcept;
  /// What its end is to be called, other than "stopped". A literal.
  void end_as(const char* reason) noexcept;

 private:
  std::shared_ptr<struct WatchedObject> watched_;
};

}  // namespace lab::bindings
