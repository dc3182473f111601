#include "lab/record/value.h"

#include <algorithm>

namespace lab::record {

const Value* Value::find(std::string_view key) const {
  const Map* map = get_if<Map>();
  if (map == nullptr) return nullptr;
  auto found =
      std::find_if(map->begin(), map->end(), [&](const auto& entry) { return entry.first == key; });
  return found == map->end() ? nullptr : &found->second;
}

}  // namespace lab::record
