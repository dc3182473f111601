#include "lab/judge/watched/gc.h"

#include <algorithm>

#include "lab/judge/watched/fields.h"

namespace lab::judge {

void WatchedGc::add(const record::Event& event) {
  on = true;
  if (event.name == "gc.start") ++started;
  if (event.name != "gc.stop") return;
  Collection one;
  const auto generation = integer_in(event, "generation");
  if (generation && *generation >= 0) one.generation = *generation;
  one.collected = count_in(event, "collected");
  one.uncollectable = count_in(event, "uncollectable");
  const auto duration = integer_in(event, "duration_ns");
  if (duration && *duration >= 0) one.nanoseconds = static_cast<std::uint64_t>(*duration);

  ++ended;
  const auto index = static_cast<std::size_t>(one.generation);
  if (one.generation >= 0 && index < collections.size()) ++collections[index];
  collected = add_capped(collected, one.collected);
  uncollectable = add_capped(uncollectable, one.uncollectable);
  longest_ns = std::max(longest_ns, one.nanoseconds.value_or(0));
  if (in_order.size() < kMostKept) in_order.push_back(one);
}

record::Map WatchedGc::to_map() const {
  return {{"collections", record::List(collections.begin(), collections.end())},
          {"collected", collected},
          {"uncollectable", uncollectable}};
}

}  // namespace lab::judge
