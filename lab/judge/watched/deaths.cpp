#include "lab/judge/watched/deaths.h"

namespace lab::judge {

void WatchedDeaths::add(const record::Event& event) {
  on = true;
  Death death;
  if (event.name == "death.finalizer") {
    ++finalizers;
  } else if (event.name == "death.callback") {
    ++callbacks;
    death.kind = DeathKind::callback;
  } else if (event.name == "death.resurrection") {
    ++resurrections;
    death.kind = DeathKind::resurrection;
  } else if (event.name == "death.dealloc") {
    ++deallocations;
    death.kind = DeathKind::deallocation;
  } else {
    return;
  }
  death.by = text_in(event, "by");
  if (death.by == "refcount") ++by_refcount;
  if (death.by == "collector") ++by_collector;
  if (first.size() >= kMostKept) return;
  death.order = count_in(event, "order");
  death.object = text_in(event, "object");
  death.type = text_in(event, "type");
  death.place = place_in(event);
  first.push_back(std::move(death));
}

record::Map WatchedDeaths::to_map() const {
  return {{"finalizers", finalizers},       {"callbacks", callbacks},
          {"resurrections", resurrections}, {"deallocations", deallocations},
          {"by_refcount", by_refcount},     {"by_collector", by_collector}};
}

}  // namespace lab::judge
