#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "lab/record/writer.h"

// A watch installs something in the interpreter, writes events while it is there and takes it away
// again. Each kind has a file of its own with one install function, and a row in registry.cpp.
//
// What every watch keeps to: it never throws into Python and never allocates through it in a hook;
// it is guarded against itself; it leaves the error indicator as it found it; when it cannot go on,
// it says so once by a notice and switches itself off, so that the program that is watched
// survives. It belongs to the main interpreter; what other interpreters of the process do is not
// recorded.

namespace lab::bindings {

/// A watch that is installed; it is removed when this is destroyed (with the GIL held).
class Watch {
 public:
  Watch() = default;
  virtual ~Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
};

struct WatchKind {
  std::string_view name;  ///< as in LAB_WATCH
  /// With the GIL held. The events go to `log`, which outlives the watch.
  /// @throws std::runtime_error when it cannot be installed; nothing is then left behind
  std::unique_ptr<Watch> (*install)(record::Writer& log);
};

/// All kinds there are.
std::span<const WatchKind> watch_kinds() noexcept;

std::unique_ptr<Watch> install_gc_watch(record::Writer& log);

}  // namespace lab::bindings
