#include <doctest.h>

#include <algorithm>

#include "lab/watch/draw.h"
#include "tests/timeline/written_log.h"

using namespace lab::watch;
using lab::timeline::Timeline;
using lab::timeline::test::take_all;
using lab::timeline::test::WrittenLog;

namespace {

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 32 && c < 127; });
}

}  // namespace

TEST_CASE("AFrameKeepsToItsScreen") {
  WrittenLog log;
  log.start("own.py");
  log.mixture(3000, 11);
  Timeline timeline(log.path());
  take_all(timeline);
  View view(timeline, 20, false);
  Scene scene;
  scene.title = "a very long title that is longer than a small terminal \x1b[2J is wide";
  scene.sources = {{"own.py", "own.py", std::string(5000, 'x') + "\n\ttab\n" + "\xff\n"}};
  scene.answers = {{"an answer", true, 5}, {"another", false, 2900}, {"no", false, {}}};
  for (const auto& [columns, rows] : {std::pair{80, 24}, {40, 12}, {30, 10}, {200, 60}, {10, 3}}) {
    for (const bool unicode : {true, false}) {
      for (const Action action : {Action::first, Action::forward_ten, Action::next_collection,
                                  Action::zoom_in, Action::help, Action::help, Action::last}) {
        view.act(action);
        const Frame frame = draw(view, scene, {columns, rows, unicode});
        CHECK(static_cast<int>(frame.rows.size()) <= rows);
        for (const Row& row : frame.rows) {
          CHECK(row.width() <= columns);
          CHECK(row.text().find('\x1b') == std::string::npos);
          if (!unicode) CHECK_MESSAGE(is_ascii(row.text()), row.text());
        }
      }
    }
  }
}

TEST_CASE("AnswersAreOpenUntilTheirRecord") {
  WrittenLog log;
  for (int i = 0; i < 10; ++i)
    log.line("own.py", i);
  Timeline timeline(log.path());
  take_all(timeline);
  View view(timeline, 20, false);
  view.tick(0);
  Scene scene;
  scene.answers = {{"first", true, 3}, {"second", false, 6}};
  const auto marks = [&] {
    std::string text;
    for (const Row& row : draw_answers(view, scene, 40, 5, true))
      text += row.text().substr(0, 3);
    return text.substr(3);  // without the head
  };
  CHECK(marks() == "○○");
  for (int i = 0; i < 4; ++i)
    view.act(Action::forward);
  CHECK(marks() == "✓○");
  view.act(Action::last);
  CHECK(marks() == "✓✗");
}

TEST_CASE("ALogWithoutRecordsSaysSo") {
  WrittenLog log;
  log.close();
  lab::record::finish_log(log.path());
  Timeline timeline(log.path());
  take_all(timeline);
  const View view(timeline, 20, false);
  const Frame frame = draw(view, {}, {80, 24, true});
  std::string all;
  for (const Row& row : frame.rows)
    all += row.text();
  CHECK(all.find("holds no records") != std::string::npos);
}
