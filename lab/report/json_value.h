#pragma once

#include <nlohmann/json.hpp>

#include "lab/record/value.h"

namespace lab::report {

/// A value as JSON. An address is "0x…", what is absent is {"absent": reason}, bytes are
/// {"bytes": hexadecimal}, an int beyond 64 bits is a decimal string, nan and inf are strings.
nlohmann::ordered_json json_of(const record::Value& value);

}  // namespace lab::report
