#pragma once

#include <Python.h>

#include <cstdint>
#include <string>

#include "bindings/internals/running.h"

// Places in the program at which locks are made, taken and waited for. A lock is taken tens of
// millions of times at a few places: each is read once, and found again by the address of its
// instruction.

namespace lab::bindings {

/// Lives as long as the process: it may be pointed to after its code object is gone.
struct LockSite {
  std::uint64_t file = 0, code = 0, line = 0;  ///< as in an event: file, code are texts
  std::string file_name;                       ///< without its folders
  std::string function;                        ///< qualified name
  /// threading.py, queue.py, concurrent.futures, asyncio, the import machinery: what is done there is
  /// done for the line that called.
  bool library = false;
  bool import_machinery = false;
  /// Says nothing of who calls: Thread.run and what starts it; and from 3.12 the frame that a specialised
  /// CALL puts below a class's __init__ to look at what it returns, of a code object whose file is
  /// "__init__" (_Py_InitCleanup in Python/specialize.c).
  bool passed_over = false;

  std::string text() const;  ///< "x.py:10"; empty where nothing is known
};

/// The site of nothing: outside Python code.
const LockSite& no_lock_site() noexcept;

/// Where a thread is: its own line, and what of the library it has called from there.
struct LockPlace {
  const LockSite* site = &no_lock_site();  ///< the innermost outside the library
  const LockSite* inner = nullptr;         ///< the innermost of the library below it; null: none
  const LockSite* entry = nullptr;         ///< the outermost of the library below it; null: none
  lab_running running{};                   ///< of `site`
};

/// Of the thread that calls, with the GIL held. Allocates nothing of Python's.
LockPlace lock_place_now();

/// A str for a sentence on the terminal: what would move its cursor or turn its text comes out as '?'.
/// No more than 300 characters; empty for what is no str.
std::string plain_text(PyObject* text);

/// Learns where the standard library lies; before the first lock_place_now. With the GIL held.
void learn_library_folder();

}  // namespace lab::bindings
