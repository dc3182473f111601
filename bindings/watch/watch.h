#pragma once

#include <cstdint>
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

  /// How exactly it sees: "hardware", "instruction" …; empty where there is one way only.
  virtual std::string_view mode() const noexcept { return {}; }
  /// How many events it has written.
  virtual std::uint64_t events() const noexcept { return 0; }
};

struct WatchKind {
  std::string_view name;  ///< as in LAB_WATCH, before the ':'
  /// With the GIL held. The events go to `log`, which outlives the watch.
  /// @param argument what stands behind the ':'; empty where nothing does
  /// @throws std::runtime_error when it cannot be installed; nothing is then left behind
  std::unique_ptr<Watch> (*install)(record::Writer& log, std::string_view argument);
  std::string_view argument =
      {};                 ///< how the part behind ':' is called: NAME; empty: there is none
  bool optional = false;  ///< the watch can be asked for without it too
};

/// True from the moment on that the watches are removed because the program ends.
bool program_is_ending() noexcept;

/// All kinds there are.
std::span<const WatchKind> watch_kinds() noexcept;

std::unique_ptr<Watch> install_object_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_gc_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_gil_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_name_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_alloc_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_deaths_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_lines_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_instructions_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_locks_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_tasks_watch(record::Writer& log, std::string_view argument);
std::unique_ptr<Watch> install_refcount_watch(record::Writer& log, std::string_view argument);

}  // namespace lab::bindings
