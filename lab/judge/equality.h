#pragma once

#include <optional>

#include "lab/record/value.h"

namespace lab::judge {

/// A number for comparisons; nothing for what is no number. A bool and an address are none.
std::optional<long double> number_of(const record::Value& value);

/// Whether `observed` is the value that an author wrote down. Numbers are equal by value (2 as int,
/// uint or float), floats within a relative 1e-9; a bool is no number; text, bytes and addresses
/// are different things; maps are equal whatever the order of their keys. An Absent in `expected`
/// stands for any absent value, whatever its reason.
bool equal_values(const record::Value& expected, const record::Value& observed);

/// Whether an absent value stands in it at any depth.
bool contains_absent(const record::Value& value);

}  // namespace lab::judge
