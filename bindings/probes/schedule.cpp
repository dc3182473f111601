#include "bindings/probes/schedule.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr auto kRound = std::chrono::milliseconds(5);
constexpr int kLongestOfPatience = 40;

constexpr Field kPassFields[] = {{"point", FieldType::text}, {"place", FieldType::uint64}};
constexpr Field kImpossibleFields[] = {
    {"point", FieldType::text}, {"instead", FieldType::text}, {"waiting", FieldType::text}};

void write_pass(record::Writer* log, const std::string& point, std::size_t place) {
  if (log == nullptr) return;
  static const std::uint16_t schema = log->declare("schedule.pass", kPassFields);
  log->event(schema, std::array<std::uint64_t, 2>{log->intern(point), place});
}

void write_impossible(record::Writer* log, const Impossible& entry, const std::string& instead) {
  if (log == nullptr) return;
  static const std::uint16_t schema = log->declare("schedule.impossible", kImpossibleFields);
  std::string waiting;
  for (const std::string& name : entry.waiting)
    waiting += (waiting.empty() ? "" : ", ") + name;
  log->event(schema, std::array<std::uint64_t, 3>{log->intern(entry.point), log->intern(instead),
                                                  log->intern(waiting)});
}

bool is_named(std::string_view entry, std::string_view name, std::string_view point) {
  if (entry == point) return true;
  return entry.size() == name.size() + 1 + point.size() && entry.starts_with(name) &&
         entry[name.size()] == ':' && entry.ends_with(point);
}

}  // namespace

Schedule::Schedule(std::vector<std::string> order, Clock::duration patience) : patience_(patience) {
  for (std::string& point : order)
    order_.push_back({std::move(point), State::open});
}

std::size_t Schedule::find(State state, std::string_view name, std::string_view point) const {
  const auto found = std::find_if(order_.begin(), order_.end(), [&](const Entry& entry) {
    return entry.state == state && is_named(entry.point, name, point);
  });
  return static_cast<std::size_t>(found - order_.begin());
}

bool Schedule::is_still(pid_t thread) {
  // Looked at in each round, so that the times of all begin together.
  const bool asleep = thread != 0 && motion_.still_for(thread) >= patience_;
  return asleep || Clock::now() - last_change_ >= kLongestOfPatience * patience_;
}

bool Schedule::runner_is_done(pid_t self) {
  return runner_ == 0 || runner_ == self || parked_.contains(runner_) || is_still(runner_);
}

void Schedule::skip_closed() {
  while (next_ < order_.size() && order_[next_].state != State::open)
    ++next_;
}

void Schedule::pass(std::size_t entry, pid_t thread, record::Writer* log) {
  order_[entry].state = State::passed;
  passed_.push_back(order_[entry].point);
  write_pass(log, order_[entry].point, entry);
  runner_ = thread;
  last_change_ = Clock::now();
  skip_closed();
  passing_.notify_all();
}

bool Schedule::arrive(pid_t thread, std::string_view name, std::string_view point,
                      record::Writer* log) {
  const std::lock_guard guard(mutex_);
  parked_.erase(thread);
  if (finished_) return true;
  // An entry that was given up is made good first: it stood before all that are open.
  const std::size_t late = find(State::impossible, name, point);
  if (late < order_.size()) {
    pass(late, thread, log);
    return true;
  }
  const std::size_t entry = find(State::open, name, point);
  if (entry == order_.size()) return true;
  if (entry == next_ && runner_is_done(thread)) {
    pass(entry, thread, log);
    return true;
  }
  parked_[thread] = entry;
  return false;
}

void Schedule::join(pid_t thread) {
  const std::lock_guard guard(mutex_);
  parked_[thread] = order_.size();
}

void Schedule::leave(pid_t thread) {
  const std::lock_guard guard(mutex_);
  parked_.erase(thread);
}

void Schedule::wait_round() {
  std::unique_lock lock(mutex_);
  if (!finished_) passing_.wait_for(lock, kRound);
}

void Schedule::give_way_to(std::size_t entry, std::vector<std::string> waiting,
                           record::Writer* log) {
  std::vector<std::string> parked;
  for (const auto& [thread, at] : parked_) {
    if (at < order_.size()) parked.push_back(order_[at].point);
  }
  for (std::size_t i = next_; i < entry; ++i) {
    if (order_[i].state != State::open) continue;
    order_[i].state = State::impossible;
    impossible_.push_back({order_[i].point, parked, waiting});
    write_impossible(log, impossible_.back(), order_[entry].point);
  }
  last_change_ = Clock::now();
  skip_closed();
}

Schedule::Stand Schedule::look(const std::vector<PythonThread>& threads, pid_t self,
                               record::Writer* log) {
  const std::lock_guard guard(mutex_);
  std::vector<std::string> waiting;
  bool moving = false;
  for (const PythonThread& thread : threads) {
    if (thread.id == self || parked_.contains(thread.id)) continue;
    moving |= !is_still(thread.id);
    waiting.push_back(thread.name);
  }
  if (moving) return Stand::moving;
  std::size_t first = order_.size();
  for (const auto& [thread, at] : parked_)
    first = std::min(first, at);
  if (finished_ || first == order_.size()) return Stand::stuck;
  if (first <= next_) return Stand::moving;  // it goes on by itself, in its next round
  give_way_to(first, std::move(waiting), log);
  passing_.notify_all();
  return Stand::gave_way;
}

void Schedule::finish() {
  const std::lock_guard guard(mutex_);
  finished_ = true;
  passing_.notify_all();
}

std::vector<std::string> Schedule::passed() const {
  const std::lock_guard guard(mutex_);
  return passed_;
}

std::vector<Impossible> Schedule::impossible() const {
  const std::lock_guard guard(mutex_);
  return impossible_;
}

std::vector<std::string> Schedule::left() const {
  const std::lock_guard guard(mutex_);
  std::vector<std::string> points;
  for (const Entry& entry : order_) {
    if (entry.state != State::passed) points.push_back(entry.point);
  }
  return points;
}

}  // namespace lab::bindings
