#pragma once

#include <optional>
#include <string>

#include "lab/record/value.h"
#include "lab/report/report.h"

namespace lab::report {

/// The number that `value` is; nothing for all else, bool and addresses included.
std::optional<double> as_number(const record::Value& value);

/// Stands in a column to the right: numbers and addresses.
bool is_numeric(const record::Value& value);

/// A value in a picture: text without quotes, whole numbers grouped, all else as to_text does. One
/// line, went through shown().
std::string cell_text(const record::Value& value, const Style& style);

/// A value beside an expected answer: as to_text does, so that "2" and 2 differ.
std::string answer_text(const record::Value& value, const Style& style);

}  // namespace lab::report
