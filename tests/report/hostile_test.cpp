#include <doctest.h>

#include <nlohmann/json.hpp>

#include "lab/report/line.h"
#include "lab/report/panel.h"
#include "lab/report/report.h"
#include "noise.h"

using namespace lab::report;

namespace {

/// What is wrong with the first line that is not fit to be printed; empty when all are.
std::string fault_of(std::string_view page, const Style& style) {
  if (!page.empty() && page.back() != '\n') return "no newline at the end";
  while (!page.empty()) {
    const std::string line(page.substr(0, page.find('\n')));
    page.remove_prefix(line.size() + 1);
    for (const char c : line) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte == 0x7F) return "control byte: " + line;
      if (byte >= 0x80 && !style.unicode) return "not ASCII: " + line;
    }
    if (line.find("\xc2\x9b") != std::string::npos) return "C1 control: " + line;
    if (line.find("\u202e") != std::string::npos) return "directional override: " + line;
    if (display_width(line) > style.width) return "too wide: " + line;
    if (line.starts_with("::")) return "a command for a CI system: " + line;
    try {
      nlohmann::json(line).dump();  // strict: throws where the text is not UTF-8
    } catch (const nlohmann::json::exception&) {
      return "not UTF-8: " + line;
    }
  }
  return {};
}

Style style_of(int turn) {
  constexpr int kWidths[] = {40, 41, 60, 80, 200};
  return {kWidths[turn % 5], false, turn % 2 == 0, turn % 3 == 0 ? 23 : 0};
}

}  // namespace

TEST_CASE("Hostile: no text from outside breaks a run page") {
  noise::Random random(20240601);
  for (int turn = 0; turn < 600; ++turn) {
    const sample::Scene scene = noise::scene(random);
    const Style style = style_of(turn);
    INFO("turn ", turn);
    REQUIRE(fault_of(run_page(scene.exercise, scene.run, scene.result, style), style) == "");
  }
}

TEST_CASE("Hostile: no text from outside breaks a script page") {
  noise::Random random(7);
  for (int turn = 0; turn < 600; ++turn) {
    sample::Scene scene = noise::scene(random);
    scene.result.exercise.clear();
    const Style style = style_of(turn);
    INFO("turn ", turn);
    REQUIRE(fault_of(script_page(scene.run, scene.result, style), style) == "");
  }
}

TEST_CASE("Hostile: every picture of every value keeps its width") {
  noise::Random random(11);
  for (int turn = 0; turn < 1500; ++turn) {
    const lab::record::Value value = noise::value(random, 3);
    const lab::record::Value steps = noise::value(random, 1);
    const Style style = style_of(turn);
    INFO("turn ", turn);
    for (const std::string& picture :
         {draw_series(value, &steps, style), draw_table(value, {}, style),
          draw_bars(value, "ms", style), draw_cells(value, style),
          draw_sparkline(value, "", style)}) {
      // A page moves them to the right; alone they may begin with any text.
      REQUIRE(fault_of(indented(picture, 4), {style.width + 4, false, style.unicode}) == "");
    }
  }
}

TEST_CASE("Hostile: printable leaves no control and no invalid byte in any bytes") {
  noise::Random random(5);
  for (int turn = 0; turn < 6000; ++turn) {
    std::string bytes;
    for (std::size_t i = random() % 40; i > 0; --i)
      bytes += static_cast<char>(random());
    const std::string line = printable(bytes) + "\n";
    INFO("turn ", turn);
    REQUIRE(fault_of(line, {1000, false, true}) == "");
  }
}

TEST_CASE("Hostile: the JSON of any run parses and holds no raw control") {
  noise::Random random(3);
  for (int turn = 0; turn < 300; ++turn) {
    const sample::Scene scene = noise::scene(random);
    const std::string json = to_json(std::span(&scene.result, 1), {.reveal_hidden = true});
    INFO("turn ", turn);
    REQUIRE(nlohmann::json::parse(json)["results"].size() == 1);
    REQUIRE(fault_of(json, {1 << 20, false, true}) == "");
  }
}

TEST_CASE("Hostile: megabytes in a message or a value end in a short page") {
  sample::Scene scene = sample::raised_cycles();
  const std::string huge(std::size_t{8} << 20U, 'x');
  scene.run.exception->type = "Other";
  scene.run.exception->message = huge;
  scene.result.message = huge;
  scene.result.stdout_text = huge;
  scene.result.stderr_text = std::string(std::size_t{1} << 20U, '\n') + huge;
  scene.run.observations.push_back(sample::observation("huge", huge));
  const Style style{80, false, true};
  const std::string page = run_page(scene.exercise, scene.run, scene.result, style);
  CHECK(fault_of(page, style) == "");
  CHECK(page.size() < 8000);
}
