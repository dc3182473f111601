#include <doctest.h>

#include "lab/watch/keys.h"
#include "tests/timeline/written_log.h"

using namespace lab::watch;
using lab::timeline::Number;
using lab::timeline::Timeline;
using lab::timeline::test::take_all;
using lab::timeline::test::WrittenLog;

namespace {

/// Twenty lines of the program, one of the library before each, and a collection in the middle.
struct Looked {
  Looked() {
    log.start("own.py");
    for (int i = 1; i <= 20; ++i) {
      log.line("/usr/lib/python3.11/os.py", i);
      log.line("own.py", i);
      if (i == 10) {
        log.collect(2, true, 5);
        log.collect(2, false, 5);
      }
    }
    log.close();
    lab::record::finish_log(log.path());
    timeline = std::make_unique<Timeline>(log.path());
    take_all(*timeline);
    view = std::make_unique<View>(*timeline, 20, false);
    view->tick(0);
  }
  int line() const { return timeline->at(view->cursor()).line; }

  WrittenLog log;
  std::unique_ptr<Timeline> timeline;
  std::unique_ptr<View> view;
};

}  // namespace

TEST_CASE("ItBeginsAtTheProgramsFirstLine") {
  const Looked looked;
  CHECK(looked.view->cursor() == 2);
  CHECK(looked.line() == 1);
}

TEST_CASE("StepsGoOverTheProgramsOwnAndStopAtItsEnds") {
  Looked looked;
  View& view = *looked.view;
  view.act(Action::forward);
  CHECK(looked.line() == 2);
  view.act(Action::forward_ten);
  CHECK(looked.timeline->at(view.cursor()).own);
  view.act(Action::first);
  CHECK(looked.line() == 1);
  view.act(Action::last);
  CHECK(looked.line() == 20);
  const Number end = view.cursor();
  view.act(Action::forward);
  CHECK(view.cursor() == end);
  CHECK(view.message() == "this is the last one");
  view.act(Action::all_or_own);
  view.act(Action::back);
  CHECK(view.cursor() == end - 1);
}

TEST_CASE("PlayComesAsFarAsItsPaceSays") {
  Looked looked;
  View& view = *looked.view;
  view.act(Action::play);
  CHECK(view.playing());
  view.tick(0.25);  // 20 a second
  CHECK(looked.line() == 6);
  view.act(Action::play);
  view.tick(10);
  CHECK(looked.line() == 6);
  view.act(Action::play);
  view.tick(100);
  CHECK(looked.line() == 20);
  CHECK_FALSE(view.playing());
}

TEST_CASE("AJumpThatFindsNothingStays") {
  Looked looked;
  View& view = *looked.view;
  view.act(Action::next_collection);
  CHECK(looked.timeline->at(view.cursor()).name == "gc.stop");
  const Number there = view.cursor();
  view.act(Action::next_collection);
  CHECK(view.cursor() == there);
  CHECK_FALSE(view.message().empty());
  view.act(Action::why);
  CHECK(looked.timeline->at(view.cursor()).name == "gc.start");
  view.act(Action::return_from_why);
  CHECK(view.cursor() == there);
}

TEST_CASE("ASearchIsTypedAndFound") {
  Looked looked;
  View& view = *looked.view;
  view.act(Action::search);
  for (const char key : std::string("line 15x"))
    view.type(key);
  view.type(127);
  CHECK(view.typed() == "line 15");
  view.type('\n');
  CHECK(looked.line() == 15);
}

TEST_CASE("ZoomKeepsTheCursorInSight") {
  Looked looked;
  View& view = *looked.view;
  view.act(Action::last);
  const std::uint64_t whole = view.to() - view.from();
  view.act(Action::zoom_in);
  CHECK(view.to() - view.from() < whole);
  const std::uint64_t time = looked.timeline->at(view.cursor()).record.time;
  CHECK(view.from() <= time);
  CHECK(time < view.to());
  view.act(Action::whole);
  CHECK(view.to() - view.from() == whole);
}

TEST_CASE("EveryActionHasAKeyAndEveryKeyOneAction") {
  std::set<int> codes;
  std::set<Action> actions;
  for (const Binding& binding : bindings()) {
    CHECK(codes.insert(binding.code).second);
    actions.insert(binding.action);
    CHECK(action_of(binding.code) == binding.action);
  }
  for (int action = 1; action <= static_cast<int>(Action::help); ++action)
    CHECK_MESSAGE(actions.contains(static_cast<Action>(action)), action);
}
