#include "lab/watch/view.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace lab::watch {

using timeline::Direction;
using timeline::Number;
using timeline::Query;

namespace {

constexpr double kLeastPace = 1;
constexpr double kMostPace = 100'000;
constexpr std::uint64_t kLeastSpan = 1000;  // ns

}  // namespace

View::View(timeline::Timeline& timeline, double pace, bool follows)
    : timeline_(timeline), following_(follows), pace_(pace) {}

void View::go(Number number) {
  cursor_ = number;
  placed_ = true;
  message_.clear();
}

void View::step(Direction direction, int times) {
  following_ = false;
  for (int i = 0; i < times; ++i) {
    const auto found = timeline_.find(cursor_, direction, {"", "", own_});
    if (!found.number) {
      message_ = direction == Direction::forward ? "this is the last one" : "this is the first one";
      return;
    }
    go(*found.number);
  }
}

/// The last record; of a program's own, the last of these that is near the end.
Number View::last() const {
  const Number end = timeline_.count() - 1;
  if (!own_ || timeline_.at(end).own) return end;
  const auto found =
      timeline_.find(end, Direction::back, {"", "", true}, std::chrono::milliseconds(5));
  return found.number.value_or(end);
}

void View::jump(Direction direction, const std::string& name, const std::string& text) {
  following_ = playing_ = false;
  const auto found = timeline_.find(cursor_, direction, {name, text, own_});
  if (found.number) return go(*found.number);
  const std::string what = text.empty() ? name : fmt::format("{} {}", name, text);
  message_ = fmt::format("no {} {}{}", what, direction == Direction::forward ? "after" : "before",
                         found.all ? " this" : fmt::format(" this up to record {}", found.reached));
}

void View::next_hand_off(Direction direction) {
  following_ = playing_ = false;
  const auto found = timeline_.find(cursor_, direction, {"gil.take", "handoff true", false});
  if (found.number) return go(*found.number);
  message_ = "no hand-off in that direction (--watch gil records them)";
}

void View::search() {
  typing_ = false;
  if (!typed_.empty()) sought_ = typed_;
  if (sought_.empty()) return;
  jump(Direction::forward, "", sought_);
}

void View::type(int key) {
  if (key == '\n' || key == '\r') return search();
  if (key == 27) {
    typing_ = false;
  } else if (key == 127 || key == 8) {
    if (!typed_.empty()) typed_.pop_back();
  } else if (key >= 32 && key < 256 && typed_.size() < 200) {
    typed_ += static_cast<char>(key);
  }
}

void View::zoom(double factor) {
  const std::uint64_t whole = timeline_.end_time() - first_time() + 1;
  const double now = static_cast<double>(span_ == 0 ? whole : span_) * factor;
  span_ = std::max(kLeastSpan, static_cast<std::uint64_t>(now));
  if (span_ >= whole) span_ = 0;
}

std::uint64_t View::from() const {
  if (timeline_.count() == 0) return 0;
  if (span_ == 0) return first_time();
  const std::uint64_t time = timeline_.at(cursor_).record.time;
  const std::uint64_t latest = timeline_.end_time() + 1 - std::min(span_, timeline_.end_time() + 1);
  const std::uint64_t from = time > span_ / 2 ? time - span_ / 2 : 0;
  return std::max(first_time(), std::min(from, latest));
}

/// The start of Python is longer than many a program: it is left out with the records of others.
std::uint64_t View::first_time() const {
  const auto first = timeline_.overview().first_own_line;
  return own_ && first && cursor_ >= *first ? timeline_.at(*first).record.time
                                            : timeline_.begin_time();
}

std::uint64_t View::to() const {
  return span_ == 0 ? timeline_.end_time() + 1 : from() + span_;
}

std::string View::object() const {
  const auto& objects = timeline_.overview().objects;
  if (objects.empty()) return {};
  return std::next(objects.begin(), static_cast<std::ptrdiff_t>(object_ % objects.size()))->first;
}

void View::tick(double seconds) {
  const Number count = timeline_.count();
  if (count == 0) return;
  if (!placed_ && !following_) {
    const auto first = timeline_.overview().first_own_line;
    if (!first && !timeline_.finished()) return;
    go(first.value_or(0));
  }
  if (following_) return go(last());
  if (!playing_) return;
  owed_ = std::min(owed_ + seconds * pace_, 5000.0);
  while (owed_ >= 1) {
    owed_ -= 1;
    const auto found = timeline_.find(cursor_, Direction::forward, {"", "", own_});
    if (!found.number) {
      owed_ = 0;
      if (timeline_.finished()) playing_ = false;
      return;
    }
    go(*found.number);
  }
}

/// Keys that go to the next or the previous record of a kind.
struct View::Jump {
  Action next;
  Action previous;
  const char* name;
};

bool View::act_by_jump(Action action) {
  static constexpr Jump kJumps[] = {
      {Action::next_collection, Action::previous_collection, "gc.stop"},
      {Action::next_change, Action::previous_change, "object.change"},
      {Action::next_refcount, Action::previous_refcount, "refcount.write"},
      {Action::next_exception, Action::previous_exception, "exception"}};
  for (const Jump& of : kJumps) {
    if (action != of.next && action != of.previous) continue;
    jump(action == of.next ? Direction::forward : Direction::back, of.name);
    return true;
  }
  if (action == Action::next_hand_off || action == Action::previous_hand_off) {
    next_hand_off(action == Action::next_hand_off ? Direction::forward : Direction::back);
    return true;
  }
  if (action != Action::next_same && action != Action::previous_same) return false;
  const Direction direction = action == Action::next_same ? Direction::forward : Direction::back;
  if (sought_.empty()) {
    jump(direction, timeline_.at(cursor_).name);
  } else {
    jump(direction, "", sought_);
  }
  return true;
}

bool View::act_by_step(Action action) {
  switch (action) {
    case Action::forward:
    case Action::forward_ten:
      step(Direction::forward, action == Action::forward ? 1 : 10);
      return true;
    case Action::back:
    case Action::back_ten:
      step(Direction::back, action == Action::back ? 1 : 10);
      return true;
    case Action::first:
      following_ = false;
      go(own_ ? timeline_.overview().first_own_line.value_or(0) : 0);
      return true;
    case Action::last:
    case Action::follow:
      following_ = action == Action::follow;
      playing_ = playing_ && !following_;
      go(last());
      return true;
    case Action::why:
      why();
      return true;
    case Action::return_from_why:
      return_from_why();
      return true;
    default:
      return false;
  }
}

void View::why() {
  const auto cause = timeline_.cause(cursor_);
  following_ = playing_ = false;
  if (!cause) {
    message_ = "the log does not tell what brought this about";
    return;
  }
  returns_.push_back(cursor_);
  go(*cause);
  message_ = "this brought it about; b goes back";
}

void View::return_from_why() {
  if (returns_.empty()) {
    message_ = "nowhere to go back to";
    return;
  }
  go(returns_.back());
  returns_.pop_back();
}

void View::change_pace(double factor) {
  pace_ = std::clamp(pace_ * factor, kLeastPace, kMostPace);
  message_ = fmt::format("{:.0f} records a second", pace_);
}

/// What does not move the cursor.
void View::act_by_looking(Action action) {
  switch (action) {
    case Action::play:
      playing_ = !(playing_ || following_);
      following_ = false;
      owed_ = 0;
      return;
    case Action::all_or_own:
      own_ = !own_;
      message_ = own_ ? "steps over the program's own records" : "steps over all records";
      return;
    case Action::search:
      typing_ = true;
      typed_.clear();
      sought_.clear();
      return;
    case Action::zoom_in:
      return zoom(0.25);
    case Action::zoom_out:
      return zoom(4);
    case Action::whole:
      span_ = 0;
      return;
    case Action::next_object:
      ++object_;
      return;
    case Action::slower:
      return change_pace(0.5);
    case Action::faster:
      return change_pace(2);
    default:
      return;
  }
}

void View::act(Action action) {
  message_.clear();
  if (action == Action::help || (action == Action::quit && helping_)) {
    helping_ = !helping_;
    return;
  }
  if (action == Action::quit) quits_ = true;
  if (timeline_.count() == 0) return;
  if (!act_by_step(action) && !act_by_jump(action)) act_by_looking(action);
}

}  // namespace lab::watch
