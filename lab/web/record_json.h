#pragma once

#include "lab/timeline/timeline.h"
#include "lab/web/subject.h"

namespace lab::web {

/// One record, explained.
/// @param python whose documentation is linked
Json record_json(const timeline::Entry& entry, const std::string& python);

}  // namespace lab::web
