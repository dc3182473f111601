#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lab::bindings {

/// How many characters have to be changed, added or taken away to make one name of the other.
std::size_t edit_distance(std::string_view one, std::string_view other);

/// Up to three of `names` that somebody may have meant by `name`, the nearest first: those that
/// differ from it by at most two characters or by a third of them.
std::vector<std::string> nearest_names(std::string_view name, std::vector<std::string> names);

}  // namespace lab::bindings
