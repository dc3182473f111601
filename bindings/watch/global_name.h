#pragma once

#include <Python.h>

#include <functional>
#include <memory>
#include <string_view>

#include "bindings/watch/instructions.h"

namespace lab::bindings {

/// A name of the program's __main__, `cache`, or an attribute of one, `cache.data`: for the watches
/// that are asked for by name (refcount:NAME, object:NAME).
///
///   a global, 3.12+    a dict watcher on __main__'s dict: nothing is paid between two changes
///   a global, 3.11     the dict's version tag is compared after each instruction
///   an attribute       it is looked up after each instruction: in an instance, a module or a
///                      class, without running any code and without touching a reference count. What a
///                      property or __getattr__ would compute is no object that has this name
///
/// When it goes away and the name was never bound, a notice says so and names the nearest there
/// are.
class GlobalName {
 public:
  /// Gets the object, borrowed, when the name comes to refer to it: at once where it does already,
  /// the first time, and whenever it is bound to another. With the GIL held, perhaps inside a hook:
  /// it must not run Python code, must not change the error indicator and must not throw.
  /// @param by the instruction that bound it; without code where the name was bound already
  using Bound = std::function<void(PyObject* object, const Place& by)>;

  /// @throws std::runtime_error for what is no dotted name, or when it cannot be watched
  GlobalName(std::string_view name, Bound bound);
  ~GlobalName();
  GlobalName(const GlobalName&) = delete;
  GlobalName& operator=(const GlobalName&) = delete;

  class Follower;

 private:
  std::unique_ptr<Follower> follower_;
};

}  // namespace lab::bindings
