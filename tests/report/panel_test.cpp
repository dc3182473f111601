#include "lab/report/panel.h"

#include <doctest.h>
#include <algorithm>

#include <limits>

#include "sample.h"

using namespace lab::report;
using lab::record::Absent;
using lab::record::Address;
using lab::record::List;
using lab::record::Map;
using lab::record::None;
using lab::record::Value;
using sample::number;
using sample::numbers;

namespace {

const Style kWide{80, false, true};
const Style kNarrow{40, false, true};
const Style kAscii{80, false, false};

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("Series: a new value stands where it began, its line goes on until the next") {
  const Value counts = Map{{"a", numbers({2, 1, 1, 0})}, {"long name", numbers({2, 2, 1, 1})}};
  const Value steps = List{"start", "del a", "del b", "collect"};
  CHECK(draw_series(counts, &steps, kWide) ==
        "           start     del a     del b     collect\n"
        "a          2 ─────── 1 ················· 0\n"
        "long name  2 ───────────────── 1 ················\n");
  CHECK(draw_series(counts, &steps, kAscii) ==
        "           start     del a     del b     collect\n"
        "a          2 ------- 1 ................. 0\n"
        "long name  2 ----------------- 1 ................\n");
}

TEST_CASE("Series: labels that do not fit are numbered and explained below") {
  const Value counts = Map{{"a", numbers({2, 1, 1, 0})}};
  const Value steps = List{"before all", "del a", "del b", "gc.collect()"};
  CHECK(draw_series(counts, &steps, kNarrow) ==
        "   1        2        3        4\n"
        "a  2 ────── 1 ··············· 0\n"
        "   1 before all   2 del a   3 del b\n"
        "   4 gc.collect()\n");
}

TEST_CASE("Series: a list alone has neither label nor names of steps") {
  CHECK(draw_series(numbers({1, 1, 5}), nullptr, kWide) ==
        "1         2         3\n"
        "1 ───────────────── 5\n");
}

TEST_CASE("Series: too many steps for the width become a table, very many a sparkline") {
  const Value states = Map{{"state", List(14, Value("suspended"))}};
  const std::string table = draw_series(states, nullptr, kNarrow);
  CHECK(table.starts_with("step   state\n1      suspended\n2      suspended\n"));
  CHECK(table.ends_with("12     suspended\n… 2 more rows\n"));

  List many;
  for (std::int64_t i = 0; i < 200; ++i)
    many.push_back(number(i));
  CHECK(draw_series(many, nullptr, kNarrow).find("200 values, 0 to 199") != std::string::npos);
}

TEST_CASE("Series: rows of different length, and none") {
  CHECK(draw_series(Map{{"a", numbers({1, 2})}, {"b", numbers({3})}}, nullptr, kWide) ==
        "   1         2\n"
        "a  1 ─────── 2\n"
        "b  3\n");
  CHECK(draw_series(List{}, nullptr, kWide) == "(no step)\n");
}

TEST_CASE("Table: numbers to the right, text to the left, missing cells blank") {
  const Value rows = List{Map{{"name", "a"}, {"count", number(12345)}, {"at", Value(Address{255})}},
                          Map{{"name", "bcd"}, {"count", number(7)}},
                          Map{{"name", "中"}, {"count", Value(None{})}, {"extra", Value(true)}}};
  CHECK(draw_table(rows, {"name", "count", "at"}, kWide) ==
        "name    count     at\n"
        "a      12,345   0xff\n"
        "bcd         7\n"
        "中       None\n");
  const std::string all = draw_table(rows, {}, kWide);
  CHECK(all.starts_with("name    count     at   extra\n"));
}

TEST_CASE("Table: twelve rows are drawn, the others are counted") {
  List rows;
  for (std::int64_t i = 0; i < 100; ++i)
    rows.push_back(Map{{"n", number(i)}});
  const std::string cut = draw_table(rows, {}, kWide);
  CHECK(lines_in(cut) == 14);
  CHECK(cut.ends_with("11\n… 88 more rows\n"));
  rows.resize(13);  // a line that says "1 more" would save nothing
  CHECK(draw_table(rows, {}, kWide).ends_with("11\n12\n"));
}

TEST_CASE(
    "Table: too wide for the terminal, text is cut first and columns are named that are left out") {
  const Value rows = List{Map{{"what it is", std::string(60, 'w')}, {"n", number(1234567)}}};
  CHECK(draw_table(rows, {}, kNarrow) ==
        "what it is                             n\n" + std::string(27, 'w') + "…   1,234,567\n");
  Map wide;
  for (char c = 'a'; c <= 'h'; ++c)
    wide.emplace_back(std::string(1, c), number(1234567));
  CHECK(draw_table(List{wide}, {}, kNarrow).ends_with("… 5 more columns: d, e, f, g, h\n"));
}

TEST_CASE("Table: one map alone is drawn member by member") {
  CHECK(draw_table(Map{{"log2_size", number(3)}, {"kind", "general"}}, {}, kWide) ==
        "name        value\n"
        "log2_size   3\n"
        "kind        general\n");
}

TEST_CASE("Bars: in proportion, with their values") {
  const Value sizes = Map{{"list", number(80)},
                          {"tuple", number(40)},
                          {"gen", number(5)},
                          {"none", number(0)},
                          {"new", Value(Absent{"from 3.12"})}};
  CHECK(draw_bars(sizes, "B", kNarrow) ==
        "list   ██████████████████  80 B\n"
        "tuple  █████████           40 B\n"
        "gen    █▏                  5 B\n"
        "none                       0 B\n"
        "new                        absent (from…\n");
  CHECK(draw_bars(Map{{"a", number(2)}, {"b", number(-1)}}, "", {40, false, false}) ==
        "a  " + std::string(33, '#') + "  2\n" + "b  " + std::string(17, '#') +
            "                  -1\n");
}

TEST_CASE("Bars: values that are no number to draw do not break the others") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::string drawn = draw_bars(Map{{"a", inf}, {"b", 1e308}, {"c", -inf}}, "", kNarrow);
  CHECK(drawn.find("inf") != std::string::npos);
  CHECK(drawn.find("1e+308") != std::string::npos);
}

TEST_CASE("Cells: numbered boxes, None is empty, a map gives label and mark") {
  CHECK(draw_cells(List{number(5), Value(None{}), "ab"}, kWide) ==
        "   0    1    2\n"
        "┌────┬────┬────┐\n"
        "│  5 │  · │ ab │\n"
        "└────┴────┴────┘\n");
  const Value marked = List{Map{{"value", number(1)}, {"label", "x"}},
                            Map{{"value", number(2)}, {"mark", Value(true)}}};
  CHECK(draw_cells(marked, kWide) ==
        "  x   1\n"
        "┌───┬───┐\n"
        "│ 1 │ 2 │\n"
        "└───┴───┘\n"
        "      ▲\n");
  CHECK(draw_cells(List{number(5)}, kAscii) == "  0\n+---+\n| 5 |\n+---+\n");
}

TEST_CASE("Cells: many boxes stand in eights, too many are counted") {
  const std::string drawn = draw_cells(List(1000, number(1)), kNarrow);
  CHECK(lines_in(drawn) == 4 * 4 + 1);
  CHECK(drawn.ends_with("… 968 more\n"));
}

TEST_CASE("Sparkline: ends, extremes and the peak of each bucket") {
  CHECK(draw_sparkline(numbers({0, 1, 2, 3, 4, 5, 6, 7}), "", kWide) ==
        "0 ▁▂▃▄▅▆▇█ 7\n8 values, 0 to 7\n");
  CHECK(draw_sparkline(numbers({3, 3, 3}), "ms", kAscii) == "3 ms ___ 3 ms\n3 values, 3 ms\n");
  List peak(1000, number(0));
  peak[501] = number(9);
  const std::string drawn = draw_sparkline(peak, "", kNarrow);
  CHECK(drawn.find("█") != std::string::npos);
  CHECK(drawn.find("each block the\nhighest of 28") != std::string::npos);
}

TEST_CASE("Sparkline: what is no number is a gap") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(draw_sparkline(List{number(1), nan, Value(None{}), number(2)}, "", kWide) ==
        "1 ▁  █ 2\n4 values, 1 to 2, 2 without a number\n");
  CHECK(draw_sparkline(List{Value(None{})}, "", kWide) ==
        "none   none\n1 values, 1 without a number\n");
  CHECK(draw_sparkline(List{}, "", kWide) == "(no value)\n");
  CHECK(draw_sparkline(List{-1.7e308, 1.7e308}, "", kWide).find("▁█") != std::string::npos);
}

TEST_CASE("Collections: in their order, one row per generation") {
  lab::judge::Run run;
  for (int i = 0; i < 5; ++i)
    sample::add_collection(run, 0, 0, 1000000);
  sample::add_collection(run, 1, 40, 2000000);
  CHECK(draw_collections(run, kWide) ==
        "              in order  times  unreachable  took\n"
        "generation 0  ▲▲▲▲▲         5            0  5 ms\n"
        "generation 1       ▲        1           40  2 ms\n"
        "6 collections · 40 unreachable objects · 0 uncollectable · longest 2 ms\n");
}

TEST_CASE("Collections: counts take the place of marks when there are many") {
  lab::judge::Run run;
  for (int i = 0; i < 100; ++i)
    sample::add_collection(run, i % 10 == 9 ? 1 : 0, 0, 1000000);
  const std::string drawn = draw_collections(run, kWide);
  CHECK(drawn.find("100 collections (3 to a column)") != std::string::npos);
  CHECK(drawn.find("generation 0  333233") != std::string::npos);
}

TEST_CASE("Collections: one that was begun and not ended is told") {
  lab::judge::Run run;
  sample::add_event(run, {"gc.start", {{"generation", number(2)}}});
  CHECK(draw_collections(run, kWide) == "1 more began and did not end\n");
}

TEST_CASE("Collections: absent fields are left blank") {
  lab::judge::Run run;
  sample::add_event(run,
                    {"gc.stop", {{"generation", number(0)}, {"duration_ns", Value(Absent{"x"})}}});
  CHECK(draw_collections(run, kWide) ==
        "              in order  times  unreachable  took\n"
        "generation 0  ▲             1            0\n");
}

TEST_CASE("Panel: a missing observation, another shape and Absent are said in one line") {
  lab::judge::Run run;
  run.observations = {sample::observation("word", "text"),
                      sample::observation("gone", Value(Absent{"no free lists in 3.13"}))};
  using lab::judge::PanelKind;
  const auto draw = [&](PanelKind kind, const char* observe) {
    return draw_panel(sample::panel(kind, "title", observe), run, kWide);
  };
  CHECK(draw(PanelKind::bars, "nope") == "  title\n    (not observed: nope)\n");
  CHECK(draw(PanelKind::bars, "gone") ==
        "  title\n    (absent in this Python: no free lists in 3.13)\n");
  for (PanelKind kind : {PanelKind::series, PanelKind::table, PanelKind::bars, PanelKind::cells,
                         PanelKind::sparkline}) {
    const std::string drawn = draw(kind, "word");
    CHECK(drawn.starts_with("  title\n    (word is not a "));
    CHECK(drawn.ends_with(": \"text\")\n"));
  }
  CHECK(draw(PanelKind::collections, "") == "  title\n    (no collection in this run)\n");
}
