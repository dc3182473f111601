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
  const Number start = cursor_;
  const Number count = timeline_.count();
  for (Number looked = 0; looked < count; ++looked) {
    const auto found = timeline_.find(cursor_, direction, {"gil.take", "handoff true", false});
    if (!found.number) break;
    return go(*found.number);
  }
  cursor_ = start;
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

void View::act(Action action) {
  message_.clear();
  if (action == Action::quit && helping_) action = Action::help;
  if (action == Action::quit) {
    quits_ = true;
    return;
  }
  if (action == Action::help) {
    helping_ = !helping_;
    return;
  }
  if (timeline_.count() == 0) return;
  constexpr Direction kForward = Direction::forward;
  constexpr Direction kBack = Direction::back;
  switch (action) {
    case Action::none:
    case Action::quit:
    case Action::help:
      return;
    case Action::play:
      playing_ = !(playing_ || following_);
      following_ = false;
      owed_ = 0;
      return;
    case Action::forward:
      return step(kForward, 1);
    case Action::back:
      return step(kBack, 1);
    case Action::forward_ten:
      return step(kForward, 10);
    case Action::back_ten:
      return step(kBack, 10);
    case Action::first:
      following_ = false;
      return go(own_ ? timeline_.overview().first_own_line.value_or(0) : 0);
    case Action::last:
      following_ = false;
      return go(last());
    case Action::follow:
      following_ = true;
      playing_ = false;
      return go(last());
    case Action::all_or_own:
      own_ = !own_;
      message_ = own_ ? "steps over the program's own records" : "steps over all records";
      return;
    case Action::next_same:
      return sought_.empty() ? jump(kForward, timeline_.at(cursor_).name)
                             : jump(kForward, "", sought_);
    case Action::previous_same:
      return sought_.empty() ? jump(kBack, timeline_.at(cursor_).name) : jump(kBack, "", sought_);
    case Action::next_collection:
      return jump(kForward, "gc.stop");
    case Action::previous_collection:
      return jump(kBack, "gc.stop");
    case Action::next_change:
      return jump(kForward, "object.change");
    case Action::previous_change:
      return jump(kBack, "object.change");
    case Action::next_refcount:
      return jump(kForward, "refcount.write");
    case Action::previous_refcount:
      return jump(kBack, "refcount.write");
    case Action::next_hand_off:
      following_ = playing_ = false;
      return next_hand_off(kForward);
    case Action::previous_hand_off:
      following_ = playing_ = false;
      return next_hand_off(kBack);
    case Action::next_exception:
      return jump(kForward, "exception");
    case Action::previous_exception:
      return jump(kBack, "exception");
    case Action::why: {
      const auto cause = timeline_.cause(cursor_);
      following_ = playing_ = false;
      if (!cause) {
        message_ = "the log does not tell what brought this about";
        return;
      }
      const Number from = cursor_;
      go(*cause);
      returns_.push_back(from);
      message_ = "this brought it about; b goes back";
      return;
    }
    case Action::return_from_why:
      if (returns_.empty()) {
        message_ = "nowhere to go back to";
        return;
      }
      go(returns_.back());
      returns_.pop_back();
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
      pace_ = std::max(kLeastPace, pace_ / 2);
      message_ = fmt::format("{:.0f} records a second", pace_);
      return;
    case Action::faster:
      pace_ = std::min(kMostPace, pace_ * 2);
      message_ = fmt::format("{:.0f} records a second", pace_);
      return;
  }
}

}  // namespace lab::watch
