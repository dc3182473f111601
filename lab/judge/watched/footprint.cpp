#include "lab/judge/watched/footprint.h"

#include <algorithm>

#include "lab/judge/watched/fields.h"

namespace lab::judge {

void WatchedFootprint::add(const record::Event& event) {
  on = true;
  const std::string_view name = text_in(event, "watch");
  auto cost = std::find_if(watches.begin(), watches.end(),
                           [&](const WatchCost& one) { return one.watch == name; });
  if (cost == watches.end()) {
    if (watches.size() >= kMostWatches) {
      ++left_out;
      return;
    }
    cost = watches.insert(watches.end(), {std::string(name), 0, 0, 0, 0});
  }
  cost->events = add_capped(cost->events, count_in(event, "events"));
  cost->nanoseconds = add_capped(cost->nanoseconds, count_in(event, "nanoseconds"));
  cost->references = integer_in(event, "references").value_or(0);
  cost->blocks = integer_in(event, "blocks").value_or(0);
}

record::Map WatchedFootprint::to_map() const {
  record::Map map;
  for (const WatchCost& cost : watches) {
    map.emplace_back(cost.watch, record::Map{{"events", cost.events},
                                             {"nanoseconds", cost.nanoseconds},
                                             {"references", cost.references},
                                             {"blocks", cost.blocks}});
  }
  return map;
}

}  // namespace lab::judge
