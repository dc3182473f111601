#include "lab/judge/watched/objects.h"

#include <algorithm>

namespace lab::judge {
namespace {

record::Map changes_map(const WatchedObject& object) {
  record::Map map;
  for (const WatchedObject::Kind& kind : object.kinds)
    map.emplace_back(kind.change, kind.times);
  if (object.of_other_kinds > 0) map.emplace_back("(other kinds)", object.of_other_kinds);
  return map;
}

}  // namespace

void WatchedObject::add_change(ObjectChange change) {
  change.number = ++changes;
  const auto is_same = [&](const Kind& kind) { return kind.change == change.change; };
  auto kind = std::find_if(kinds.begin(), kinds.end(), is_same);
  if (kind == kinds.end()) {
    if (kinds.size() >= kMostKinds) {
      ++of_other_kinds;
      return;
    }
    kind = kinds.insert(kinds.end(), {change.change, 0, {}});
  }
  ++kind->times;
  if (kind->first.size() < kMostOfAKind) kind->first.push_back(std::move(change));
}

WatchedObject* WatchedObjects::begin(std::string_view name) {
  if (objects.size() >= kMostObjects) {
    ++left_out;
    if (auto at = latest_.find(name); at != latest_.end()) at->second = kMostObjects;
    return nullptr;
  }
  latest_[std::string(name)] = objects.size();
  WatchedObject& object = objects.emplace_back();
  object.object = name;
  return &object;
}

void WatchedObjects::add(const record::Event& event) {
  on = true;
  const std::string_view name = text_in(event, "object");
  if (event.name == "object.watch") {
    if (WatchedObject* object = begin(name)) {
      object->type = text_in(event, "type");
      object->mode = text_in(event, "mode");
    }
    return;
  }
  const auto at = latest_.find(name);
  const bool kept = at != latest_.end() && at->second < objects.size();
  WatchedObject* object = kept ? &objects[at->second] : nullptr;
  if (event.name == "object.end" && object != nullptr) object->end = text_in(event, "reason");
  if (event.name != "object.change") return;
  ++changes;
  if (object == nullptr) return;
  object->add_change({0, std::string(text_in(event, "change")), std::string(text_in(event, "at")),
                      integer_in(event, "before"), integer_in(event, "after"), place_in(event)});
}

record::Map WatchedObjects::to_map() const {
  record::List list;
  for (const WatchedObject& object : objects) {
    record::Map map = {{"object", object.object},
                       {"type", object.type},
                       {"mode", object.mode},
                       {"changes", changes_map(object)}};
    if (object.end.empty()) {
      map.emplace_back("end",
                       record::Absent{"no end was written: the host was stopped from outside"});
    } else {
      map.emplace_back("end", object.end);
    }
    list.emplace_back(std::move(map));
  }
  return {{"changes", changes}, {"objects", list}, {"left_out", left_out}};
}

}  // namespace lab::judge
