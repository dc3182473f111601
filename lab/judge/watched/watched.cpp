#include "lab/judge/watched/watched.h"

#include "lab/judge/watched/fields.h"

namespace lab::judge {
namespace {

/// A watch that saw nothing was on all the same, and only its footprint tells so.
void switch_on(Watched& watched, std::string_view watch) {
  const std::string_view kind = watch.substr(0, watch.find(':'));
  if (kind == "gc") watched.gc.on = true;
  if (kind == "refcount") watched.refcounts.on = true;
  if (kind == "object") watched.objects.on = true;
  if (kind == "lines") watched.lines.on = true;
  if (kind == "instructions") watched.instructions.on = true;
  if (kind == "alloc") watched.allocations.on = true;
  if (kind == "gil") watched.gil.on = true;
  if (kind == "deaths") watched.deaths.on = true;
  if (kind == "locks") watched.locks.on = true;
  if (kind == "tasks") watched.tasks.on = true;
}

}  // namespace

void Watched::add(const record::Event& event, bool main_process, const EventOrigin& origin) {
  const std::string_view name = event.name;
  // The most frequent first.
  if (name == "instruction") return instructions.add(event);
  if (name == "line") return lines.add(event);
  if (name.starts_with("gil.")) return gil.add(event, origin);
  if (name.starts_with("task.")) return tasks.add(event, origin.pid, origin.tid, origin.time);
  if (name.starts_with("gc.")) return gc.add(event);
  // A deadlock of a child is told as well: its events need no others.
  if (name.starts_with("deadlock")) return locks.add(event);
  const bool of_one_process = name.starts_with("lock.") || name.starts_with("alloc.") ||
                              name.starts_with("refcount.") || name.starts_with("object.") ||
                              name.starts_with("death.") || name == "footprint";
  if (!of_one_process) return;
  if (!main_process) {
    ++of_other_processes;
    return;
  }
  if (name.starts_with("alloc.")) return allocations.add(event);
  if (name.starts_with("refcount.")) return refcounts.add(event);
  if (name.starts_with("object.")) return objects.add(event);
  if (name.starts_with("lock.")) return locks.add(event);
  if (name.starts_with("death.")) return deaths.add(event);
  footprint.add(event);
  switch_on(*this, text_in(event, "watch"));
}

void Watched::rename_file(const std::string& from, const std::string& to) {
  const auto rename = [&](EventPlace& place) {
    if (place.file == from) place.file = to;
  };
  lines.rename_file(from, to);
  allocations.rename_file(from, to);
  locks.rename_file(from, to);
  tasks.rename_file(from, to);
  gil.rename_file(from, to);
  for (WatchedRefcount& object : refcounts.objects) {
    for (RefcountWrite& write : object.first_writes)
      rename(write.place);
  }
  for (WatchedObject& object : objects.objects) {
    for (WatchedObject::Kind& kind : object.kinds) {
      for (ObjectChange& change : kind.first)
        rename(change.place);
    }
  }
  for (Death& death : deaths.first)
    rename(death.place);
}

record::Map Watched::to_map() const {
  record::Map map;
  const auto put = [&map](std::string_view name, const auto& kind) {
    if (kind.on) map.emplace_back(std::string(name), kind.to_map());
  };
  put("gc", gc);
  put("refcount", refcounts);
  put("object", objects);
  put("lines", lines);
  put("instructions", instructions);
  put("alloc", allocations);
  put("deaths", deaths);
  put("locks", locks);
  put("tasks", tasks);
  put("gil", gil);
  put("footprint", footprint);
  return map;
}

}  // namespace lab::judge
