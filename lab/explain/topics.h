#pragma once

#include <optional>
#include <string_view>

#include "lab/explain/explain.h"
#include "lab/explain/words.h"

namespace lab::explain {

// Each explains the events of its topic, and gives nothing for another.
using Explained = std::optional<Explanation>;
Explained explain_refcount(const Words& event, std::string_view python);
Explained explain_object(const Words& event, std::string_view python);
Explained explain_gil(const Words& event, std::string_view python);
Explained explain_collection(const Words& event, std::string_view python);
Explained explain_execution(const Words& event, std::string_view python);
Explained explain_lock(const Words& event, std::string_view python);
Explained explain_task(const Words& event, std::string_view python);
Explained explain_allocation(const Words& event, std::string_view python);
Explained explain_death(const Words& event, std::string_view python);

}  // namespace lab::explain
