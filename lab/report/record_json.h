#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "lab/record/reader.h"

namespace lab::report {

/// What a record says, without who wrote it and when: {"kind": "event", "name", "fields"},
/// {"kind": "observation", "name", "value", "experiment", "file", "line", "qualname"}, …
nlohmann::ordered_json json_of(const record::Record& record);

/// The record as one line of JSON, without a line break: time_ns (since the log was created), pid,
/// tid, and what json_of gives. What is not UTF-8 stands as U+FFFD.
std::string json_line(const record::Record& record);

}  // namespace lab::report
