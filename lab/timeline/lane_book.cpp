#include "lab/timeline/lane_book.h"

#include <fmt/core.h>

#include <algorithm>

namespace lab::timeline {
namespace {

constexpr std::int64_t kOff = 0;
constexpr std::int64_t kWaits = 1;
constexpr std::int64_t kHolds = 2;

std::string text_or(const record::Reader& texts, std::optional<std::uint64_t> number) {
  const std::string* text = number ? texts.text(*number) : nullptr;
  return text == nullptr ? std::string() : *text;
}

}  // namespace

LaneBook::LaneBook() {
  Lane events;
  events.id = events.group = "events";
  events.title = "records";
  events.kind = LaneKind::rate;
  lanes_.push_back(std::move(events));
}

template <typename Make>
std::size_t LaneBook::lane(const Key& key, const Make& make) {
  const auto found = numbers_.find(key);
  if (found != numbers_.end()) return found->second;
  if (lanes_.size() >= kMostLanes) return kEvents;
  lanes_.push_back(make());
  numbers_.emplace(key, lanes_.size() - 1);
  return lanes_.size() - 1;
}

std::size_t LaneBook::gil_lane(std::uint32_t pid, std::uint32_t tid) {
  return lane({Family::gil, pid, tid}, [&] {
    Lane made;
    made.id = fmt::format("gil/{}/{}", pid, tid);
    made.group = "gil";
    made.title = fmt::format("thread {}", tid);
    made.states = {"off", "waits", "holds"};
    return made;
  });
}

void LaneBook::gil(const record::RawRecord& record, std::uint32_t tid, std::int64_t state,
                   LaneSink& sink) {
  const std::size_t number = gil_lane(record.pid, tid);
  if (number != kEvents) sink.set(number, record.time, state);
}

void LaneBook::name_thread(const record::RawRecord& record, std::string_view name) {
  const std::size_t number = gil_lane(record.pid, record.tid);
  if (number != kEvents && !name.empty()) lanes_[number].title = name;
}

void LaneBook::collection(const record::RawRecord& record, const EventShape& shape,
                          LaneSink& sink) {
  const std::size_t number = lane({Family::gc, record.pid, 0}, [&] {
    Lane made;
    made.id = fmt::format("gc/{}", record.pid);
    made.group = "gc";
    made.title = "collections";
    made.states = {"", "generation 0", "generation 1", "generation 2"};
    return made;
  });
  const auto generation =
      static_cast<std::int64_t>(std::min<std::uint64_t>(shape.number(record, 0), 2));
  if (number != kEvents)
    sink.set(number, record.time, shape.role == Role::gc_start ? generation + 1 : 0);
  for (std::uint64_t i = 0; i < 3; ++i) {
    if (!shape.word(record, shape.numbers[i + 1])) continue;
    const std::size_t length = lane({Family::generation, record.pid, i}, [&] {
      Lane made;
      made.id = fmt::format("generation/{}/{}", record.pid, i);
      made.group = "gc";
      made.title = fmt::format("generation {}", i);
      made.unit = "objects";
      made.kind = LaneKind::series;
      return made;
    });
    if (length != kEvents)
      sink.set(length, record.time, static_cast<std::int64_t>(shape.number(record, i + 1)));
  }
}

void LaneBook::refcount(const record::RawRecord& record, const EventShape& shape,
                        const record::Reader& texts, LaneSink& sink) {
  const std::uint64_t text = shape.word(record, shape.key).value_or(0);
  const Key key{Family::refcount, record.pid, text};
  auto found = numbers_.find(key);
  if (found == numbers_.end()) {
    // The same name is interned anew by each process and each watch.
    const std::string name = text_or(texts, text);
    const auto named = refcounts_.find(name);
    if (named != refcounts_.end()) {
      found = numbers_.emplace(key, named->second).first;
    } else {
      const std::size_t number = lane(key, [&] {
        Lane made;
        made.id = fmt::format("refcount/{}", name);
        made.group = "refcount";
        made.title = name;
        made.unit = "references";
        made.kind = LaneKind::series;
        return made;
      });
      if (number == kEvents) return;
      refcounts_.emplace(name, number);
      found = numbers_.find(key);
    }
  }
  sink.set(found->second, record.time, static_cast<std::int64_t>(shape.number(record, 0)));
}

void LaneBook::lock(const record::RawRecord& record, std::int64_t state, LaneSink& sink) {
  const Key key{Family::lock, record.pid, record.tid};
  // A thread that never waits for a lock has no lane.
  if (state == 0 && !numbers_.contains(key)) return;
  const std::size_t number = lane(key, [&] {
    Lane made;
    made.id = fmt::format("locks/{}/{}", record.pid, record.tid);
    made.group = "locks";
    made.title = fmt::format("thread {}", record.tid);
    made.states = {"", "waits for a lock"};
    return made;
  });
  if (number != kEvents) sink.set(number, record.time, state);
}

std::size_t LaneBook::task_lane(std::uint32_t pid, std::uint64_t task) {
  return lane({Family::task, pid, task}, [&] {
    Lane made;
    made.id = fmt::format("task/{}/{}", pid, task);
    made.group = "tasks";
    made.title = fmt::format("task {}", task);
    made.states = {"", "runs"};
    return made;
  });
}

void LaneBook::task(const record::RawRecord& record, const EventShape& shape, std::int64_t state,
                    LaneSink& sink) {
  const std::size_t number = task_lane(record.pid, shape.word(record, shape.key).value_or(0));
  if (number != kEvents) sink.set(number, record.time, state);
}

void LaneBook::new_task(const record::RawRecord& record, const EventShape& shape,
                        const record::Reader& texts) {
  const std::size_t number = task_lane(record.pid, shape.word(record, shape.key).value_or(0));
  const std::string name = text_or(texts, shape.word(record, shape.numbers[0]));
  if (number != kEvents && !name.empty()) lanes_[number].title = name;
}

void LaneBook::allocation(const record::RawRecord& record, const EventShape& shape,
                          const record::Reader& texts, LaneSink& sink) {
  const std::string* call = texts.text(shape.number(record, 0));
  if (call == nullptr) return;
  const bool is_free = *call == "free";
  const std::size_t blocks = lane({Family::blocks, record.pid, 0}, [&] {
    Lane made;
    made.id = fmt::format("blocks/{}", record.pid);
    made.group = "alloc";
    made.title = "blocks since the watch began";
    made.unit = "blocks";
    made.kind = LaneKind::series;
    return made;
  });
  const std::size_t bytes = lane({Family::bytes, record.pid, 0}, [&] {
    Lane made;
    made.id = fmt::format("bytes/{}", record.pid);
    made.group = "alloc";
    made.title = "bytes asked for";
    made.unit = "bytes";
    made.kind = LaneKind::rate;
    return made;
  });
  if (blocks == kEvents || bytes == kEvents) return;
  const bool moves = *call == "realloc" && shape.number(record, 2) != 0;
  if (!moves) sink.add(blocks, record.time, is_free ? -1 : 1);
  if (!is_free) sink.add(bytes, record.time, static_cast<std::int64_t>(shape.number(record, 1)));
}

void LaneBook::follow(const record::RawRecord& record, const EventShape* shape,
                      const record::Reader& texts, LaneSink& sink) {
  sink.add(kEvents, record.time, 1);
  if (shape == nullptr) return;
  switch (shape->role) {
    case Role::gil_start:
      if (const auto holder = static_cast<std::uint32_t>(shape->number(record, 0)); holder != 0)
        gil(record, holder, kHolds, sink);
      return;
    case Role::gil_thread:
      return name_thread(record, text_or(texts, shape->word(record, shape->key)));
    case Role::gil_take:
    case Role::gil_retake:
      return gil(record, record.tid, kHolds, sink);
    case Role::gil_let_go:
    case Role::gil_drop:
      return gil(record, record.tid, kOff, sink);
    case Role::gil_wait:
      return gil(record, record.tid, kWaits, sink);
    case Role::gc_start:
    case Role::gc_stop:
      return collection(record, *shape, sink);
    case Role::refcount_watch:
    case Role::refcount_write:
      return refcount(record, *shape, texts, sink);
    case Role::lock_wait:
      return lock(record, 1, sink);
    case Role::lock_acquire:
      return lock(record, 0, sink);
    case Role::task_step:
      return task(record, *shape, 1, sink);
    case Role::task_step_end:
      return task(record, *shape, 0, sink);
    case Role::alloc_call:
      return allocation(record, *shape, texts, sink);
    case Role::task_new:
      return new_task(record, *shape, texts);
    case Role::other:
    case Role::told:
    case Role::gil_request:
    case Role::line:
    case Role::instruction:
    case Role::object_watch:
    case Role::object_change:
    case Role::lock_release:
    case Role::output:
      return;
  }
}

}  // namespace lab::timeline
