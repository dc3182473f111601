#pragma once

#include <optional>
#include <string>

#include "lab/record/value.h"

namespace lab::report {

/// Where two lists or maps differ first: "[2]: expected -1, observed 0", "a[3].key: missing",
/// "[12]: 13 items, observed 12". Long values that look alike are hard to compare by eye. Nothing
/// when they are equal, or not both lists or both maps.
std::optional<std::string> first_difference(const record::Value& expected,
                                            const record::Value& observed);

}  // namespace lab::report
