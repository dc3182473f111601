#pragma once

#include <string>
#include <string_view>

#include "lab/record/value.h"
#include "lab/report/report.h"

namespace lab::report {

/// The drawing of one object's layout: its fields by offset, then each list that hangs off it as a
/// table or as cells. `layout` is what lab.inspect() returns.
std::string inspect_page(std::string_view name, const record::Value& layout,
                         std::string_view python, const Style& style);

}  // namespace lab::report
