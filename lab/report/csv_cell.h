#pragma once

#include <string>
#include <string_view>

namespace lab::report {

/// A cell of a table by RFC 4180, printable, on one line, quoted where it has to be. One that begins
/// like a formula would be computed by a spreadsheet, on the reader's machine: an apostrophe stands
/// before it.
std::string csv_cell(std::string_view text);

}  // namespace lab::report
