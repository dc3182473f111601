#pragma once

#include <cstddef>
#include <span>

namespace lab::record::test {

/// Reads bytes that nobody vouches for as a log, to its end, and each of its values as a line; then
/// as an encoded value. Bytes that do not begin as a log does are taken for the records of one. It
/// ends the process when the reader breaks a promise: damage that is not said, a value that does
/// not come back the same.
void read_hostile(std::span<const std::byte> bytes);

}  // namespace lab::record::test
