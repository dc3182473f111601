#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "lab/record/writer.h"

// Which C function an address belongs to, by the ELF tables of the files that are loaded. A
// stripped library (Debian's libpython) still names what it exports; a static function of it has no
// name, and then none is given: never that of a neighbour.

namespace lab::bindings {

/// Reads the tables of every file that is loaded now and was not at an earlier call: milliseconds
/// the first time, next to nothing when there is nothing new. Allocates; with the GIL held.
void read_symbols();

/// What is known about an address.
struct Symbol {
  bool known_file = false;  ///< false: a file that was loaded after the last read_symbols, or none
  std::uint64_t text = 0;   ///< the function's name as a number of the log; 0: no symbol covers it
};
/// The function that the instruction at `address` belongs to. Names are without what gcc appends
/// to its own copies ("list_append.isra.0"). Async-signal-safe.
Symbol symbol_at(std::uintptr_t address, record::Writer& log) noexcept;
/// Its name alone; empty where symbol_at gives none. Stays for ever. Async-signal-safe.
std::string_view function_name_at(std::uintptr_t address) noexcept;

}  // namespace lab::bindings
