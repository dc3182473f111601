#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lab/timeline/timeline.h"

namespace lab::web {

/// Which records of a log a report of at most `most` holds, in their order.
struct Kept {
  std::vector<timeline::Number> numbers;
  std::vector<std::string> left_out;  ///< "1,203,400 of 1,210,000 instruction"
};
Kept choose_records(timeline::Timeline& timeline, std::size_t most);

/// gzip (RFC 1952), as base64 (RFC 4648).
std::string compressed(std::string_view bytes);

}  // namespace lab::web
