#include "lab/judge/watched/tasks.h"

#include <algorithm>
#include <utility>

namespace lab::judge {
namespace {

constexpr std::uint64_t kTaskMicrosecond = 1000;
constexpr std::size_t kMostWindows = 256;
constexpr std::size_t kMostInResult = 64;
constexpr std::string_view kRunning = "running";

EventPlace place_of(const record::Event& event, std::string_view file, std::string_view line) {
  EventPlace place;
  place.file = text_in(event, file);
  const auto number = integer_in(event, line);
  if (number && *number > 0 && *number <= 0x7fffffff) place.line = static_cast<int>(*number);
  return place;
}

record::Map task_place_map(const EventPlace& place) {
  return {{"file", place.file}, {"line", std::int64_t{place.line}}};
}

}  // namespace

void WatchedTasks::add(const record::Event& event, std::uint32_t pid, std::uint32_t tid,
                       std::uint64_t time) {
  if (!on) begin = time;
  on = true;
  begin = std::min(begin, time);
  end = std::max(end, time);
  const std::string_view name = event.name;
  if (name == "task.step") return add_step(event, pid, tid, time);
  if (name == "task.step_end") return end_step(event, pid, tid, time);
  if (name == "task.iteration") return add_iteration(event, time);
  add_other(event, pid, time);
}

void WatchedTasks::add_other(const record::Event& event, std::uint32_t pid, std::uint64_t time) {
  const std::string_view name = event.name;
  if (name == "task.select") {
    slept_us = add_capped(slept_us, count_in(event, "slept_ns") / kTaskMicrosecond);
  } else if (name == "task.new") {
    add_task(event, pid, time);
  } else if (name == "task.done") {
    const std::size_t lane = lane_of(pid, count_in(event, "task"), time);
    if (lane < lanes.size()) lanes[lane].outcome = text_in(event, "outcome");
    count_outcome(text_in(event, "outcome"));
  } else if (name == "task.loop") {
    ++loops;
  } else if (name == "task.executor") {
    ++executor;
  } else if (name == "task.complaint") {
    add_complaint(event, pid);
  }
}

std::size_t WatchedTasks::lane_of(std::uint32_t pid, std::uint64_t number, std::uint64_t time) {
  const auto [at, is_new] = lane_numbers_.try_emplace({pid, number}, lanes.size());
  if (!is_new) return at->second;
  if (lanes.size() >= kMostLanes) {
    lane_numbers_.erase(at);
    ++left_out;
    return kMostLanes;
  }
  TaskLane lane;
  lane.pid = pid;
  lane.number = number;
  lane.begin = lane.end = time;
  lane.outcome = "created";
  if (number == 0) lane.name = "callbacks";
  lanes.push_back(std::move(lane));
  if (times_.size() < kMostDrawn) times_.emplace_back();
  return lanes.size() - 1;
}

void WatchedTasks::add_iteration(const record::Event& event, std::uint64_t time) {
  ++iterations;
  const std::uint64_t waiting = count_in(event, "ready");
  max_ready = std::max(max_ready, waiting);
  max_scheduled = std::max(max_scheduled, count_in(event, "scheduled"));
  ready.add_value(time, waiting);
}

void WatchedTasks::add_task(const record::Event& event, std::uint32_t pid, std::uint64_t time) {
  ++tasks;
  const std::size_t at = lane_of(pid, count_in(event, "task"), time);
  if (at >= lanes.size()) return;
  TaskLane& lane = lanes[at];
  lane.name = text_in(event, "name");
  lane.coroutine = text_in(event, "coroutine");
  lane.creator = place_of(event, "creator_file", "creator_line");
  for (const auto& [key, value] : event.fields) {
    if (key == "eager" && value == record::Value(true)) ++eager;
  }
}

void WatchedTasks::add_step(const record::Event& event, std::uint32_t pid, std::uint32_t tid,
                            std::uint64_t time) {
  const std::uint64_t number = count_in(event, "task");
  ++(number == 0 ? callbacks : steps);
  Open open;
  open.lane = lane_of(pid, number, time);
  open.step.name = text_in(event, "name");
  open.step.from = place_of(event, "file", "line");
  open.step.began = time;
  open.step.outcome = kRunning;
  const bool known = open.lane < lanes.size();
  if (known) {
    TaskLane& lane = lanes[open.lane];
    if (number != 0) open.step.task = lane.name;
    ++lane.steps;
    lane.outcome = kRunning;
    const std::uint64_t waited = std::min(count_in(event, "waited_ns"), time);
    lane.ready_us = add_capped(lane.ready_us, waited / kTaskMicrosecond);
    if (open.lane < times_.size()) times_[open.lane].ready.add_span(time - waited, time);
  }
  add_delay(event, open.step, pid, tid, time);
  if (open_count_ >= kMostOpen) {
    ++left_out;
    return;
  }
  ++open_count_;
  open_[{pid, tid}].push_back(std::move(open));
}

/// How long after its time a step began: a timer's own lateness, and what a task waited in the ready
/// queue, together with the lateness of the timer that put it there.
void WatchedTasks::add_delay(const record::Event& event, const TaskStep& step, std::uint32_t pid,
                             std::uint32_t tid, std::uint64_t time) {
  const auto waited = integer_in(event, "waited_ns");
  const auto late = integer_in(event, "late_ns");
  std::uint64_t delay = 0;
  if (late && *late >= 0) {
    ++timers;
    delay = static_cast<std::uint64_t>(*late);
    latest_timer_us = std::max(latest_timer_us, delay / kTaskMicrosecond);
  } else if (waited && *waited >= 0) {
    const std::uint64_t wait = std::min(static_cast<std::uint64_t>(*waited), time);
    delay = wait + timer_behind(pid, tid, time - wait);
  }
  auto& windows = windows_[{pid, tid}];
  if (windows_.size() > kMostOpen) {
    windows_.erase({pid, tid});
  } else {
    if (windows.size() == kMostWindows) windows.pop_front();
    windows.push_back({time, ~std::uint64_t{0}, late ? delay : 0});
  }
  // What only wakes a task is not late by itself: that task is.
  const bool wakes = late && step.name == "_set_result_unless_cancelled";
  if (wakes || delay / kTaskMicrosecond == 0 || (latest && latest->us >= delay / kTaskMicrosecond))
    return;
  latest = LateTask{step.task, step.name, step.from, delay / kTaskMicrosecond};
}

/// How late the timer was in whose callback something happened at `time`; 0 where it was in none.
std::uint64_t WatchedTasks::timer_behind(std::uint32_t pid, std::uint32_t tid,
                                         std::uint64_t time) const {
  const auto at = windows_.find({pid, tid});
  if (at == windows_.end()) return 0;
  for (auto window = at->second.rbegin(); window != at->second.rend(); ++window) {
    if (window->begin <= time) return time <= window->end ? window->late : 0;
  }
  return 0;
}

void WatchedTasks::end_step(const record::Event& event, std::uint32_t pid, std::uint32_t tid,
                            std::uint64_t time) {
  const auto windows = windows_.find({pid, tid});
  if (windows != windows_.end() && !windows->second.empty()) windows->second.back().end = time;
  const auto at = open_.find({pid, tid});
  if (at == open_.end()) return;  // it began before the watch did, or was left out
  Open open = std::move(at->second.back());
  at->second.pop_back();
  --open_count_;
  if (at->second.empty()) open_.erase(at);
  open.step.to = place_of(event, "file", "line");
  open.step.outcome = text_in(event, "outcome");
  if (open.lane < lanes.size() && lanes[open.lane].number != 0) count_outcome(open.step.outcome);
  close(open, time);
}

void WatchedTasks::close(Open& open, std::uint64_t time) {
  TaskStep& step = open.step;
  step.us = (time - std::min(time, step.began)) / kTaskMicrosecond;
  if (open.lane < lanes.size()) {
    TaskLane& lane = lanes[open.lane];
    lane.running_us = add_capped(lane.running_us, step.us);
    lane.longest_us = std::max(lane.longest_us, step.us);
    lane.end = std::max(lane.end, time);
    lane.outcome = step.outcome;
    if (open.lane < times_.size()) times_[open.lane].running.add_span(step.began, time);
  }
  if (!longest || step.us > longest->us) longest = std::move(step);
}

void WatchedTasks::finish(std::uint64_t time) {
  if (open_.empty()) return;
  time = end = std::max(end, time);
  for (auto& [thread, steps_of_thread] : open_) {
    for (Open& open : steps_of_thread)
      close(open, time);
  }
  open_.clear();
  open_count_ = 0;
}

void WatchedTasks::count_outcome(std::string_view outcome) {
  if (outcome == "returned") ++returned;
  if (outcome == "raised") ++raised;
  if (outcome == "cancelled") ++cancelled;
}

void WatchedTasks::add_complaint(const record::Event& event, std::uint32_t pid) {
  const std::string_view message = text_in(event, "message");
  for (TaskComplaint& known : complaints) {
    if (known.message != message) continue;
    ++known.times;
    return;
  }
  if (complaints.size() == kMostComplaints) {
    ++left_out;
    return;
  }
  const auto lane = lane_numbers_.find({pid, count_in(event, "task")});
  const bool named = lane != lane_numbers_.end() && lane->first.second != 0;
  complaints.push_back(
      {std::string(message), 1, named ? lanes[lane->second].coroutine : std::string()});
}

void WatchedTasks::rename_file(const std::string& from, const std::string& to) {
  const auto rename = [&](EventPlace& place) {
    if (place.file == from) place.file = to;
  };
  if (longest) rename(longest->from), rename(longest->to);
  if (latest) rename(latest->place);
  for (TaskLane& lane : lanes)
    rename(lane.creator);
}

record::Map WatchedTasks::to_map() const {
  record::Map map = {
      {"loops", loops},         {"iterations", iterations}, {"steps", steps},
      {"callbacks", callbacks}, {"tasks", tasks},           {"returned", returned},
      {"raised", raised},       {"cancelled", cancelled},   {"pending", pending()},
      {"eager", eager},         {"max_ready", max_ready},   {"max_scheduled", max_scheduled},
      {"slept_us", slept_us},   {"timers", timers},         {"latest_timer_us", latest_timer_us},
      {"executor", executor}};
  map.emplace_back("longest_step_us", longest ? longest->us : 0);
  if (longest) {
    map.emplace_back("longest_step", record::Map{{"us", longest->us},
                                                 {"task", longest->task},
                                                 {"name", longest->name},
                                                 {"from", task_place_map(longest->from)},
                                                 {"to", task_place_map(longest->to)},
                                                 {"outcome", longest->outcome}});
  }
  if (latest) {
    map.emplace_back("latest", record::Map{{"us", latest->us},
                                           {"task", latest->task},
                                           {"name", latest->name},
                                           {"file", latest->place.file},
                                           {"line", std::int64_t{latest->place.line}}});
  }
  record::List each;
  for (const TaskLane& lane : lanes) {
    if (lane.number == 0 || each.size() == kMostInResult) continue;
    each.emplace_back(record::Map{{"pid", std::uint64_t{lane.pid}},
                                  {"name", lane.name},
                                  {"coroutine", lane.coroutine},
                                  {"created", task_place_map(lane.creator)},
                                  {"steps", lane.steps},
                                  {"running_us", lane.running_us},
                                  {"ready_us", lane.ready_us},
                                  {"longest_us", lane.longest_us},
                                  {"outcome", lane.outcome}});
  }
  map.emplace_back("each", std::move(each));
  record::List said;
  for (const TaskComplaint& one : complaints)
    said.emplace_back(
        record::Map{{"message", one.message}, {"times", one.times}, {"task", one.task}});
  map.emplace_back("complaints", std::move(said));
  map.emplace_back("left_out", left_out);
  return map;
}

}  // namespace lab::judge
