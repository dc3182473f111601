#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lab/judge/result.h"

// A result on its way from the worker that ran it to the front, both of one program: nothing is
// kept, nothing has a version. Not JSON, because no byte of it may change on the way (hidden checks,
// addresses, output that is no UTF-8).

namespace lab::grade {

std::string to_bytes(const judge::Result& result);

/// Nothing when `bytes` is not what to_bytes gave.
std::optional<judge::Result> from_bytes(std::string_view bytes);

}  // namespace lab::grade
