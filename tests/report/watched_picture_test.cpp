#include <doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "lab/report/panel.h"
#include "lab/report/watched_pictures.h"
#include "sample.h"

using namespace lab::report;
using lab::judge::Run;
using lab::record::Event;
using lab::record::Map;
using lab::record::Value;
using sample::number;

namespace {

const Style kScreen{80, false, true};
const Style kSlim{40, false, true};
const Style kPlain{80, false, false};

Event event(const char* name, Map fields) {
  return {name, std::move(fields)};
}

Event watching(const char* object, std::int64_t value, const char* mode = "hardware") {
  return event("refcount.watch", {{"object", object},
                                  {"type", "list"},
                                  {"mode", mode},
                                  {"value", number(value)},
                                  {"immortal", false}});
}

Event writing(const char* object, std::int64_t before, std::int64_t value, int line,
              const char* opcode, const char* function = "") {
  Map fields = {{"object", object},    {"value", number(value)}, {"before", number(before)},
                {"code", "<module>"},  {"file", "a.py"},         {"line", number(line)},
                {"offset", number(2)}, {"opcode", opcode}};
  if (*function != '\0') fields.emplace_back("function", function);
  return event("refcount.write", std::move(fields));
}

Run run_of(const std::vector<Event>& events) {
  Run run;
  for (const Event& one : events)
    sample::add_event(run, one);
  return run;
}

int height_of(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

/// No line is wider than the style.
bool keeps_width(const std::string& text, const Style& style) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (display_width(line) > style.width) return false;
    rest.remove_prefix(line.size() + 1);
  }
  return true;
}

Run seen_ledger() {
  return run_of({watching("a", 1), writing("a", 1, 2, 3, "STORE_NAME", "PyDict_SetItem"),
                 writing("a", 2, 3, 3, "LOAD_NAME"), writing("a", 3, 2, 3, "POP_TOP"),
                 writing("a", 2, 1, 14, "DELETE_NAME"),
                 event("refcount.end", {{"object", "a"}, {"reason", "stopped"}})});
}

Run many_writes(int count) {
  Run run = run_of({watching("a", 1)});
  for (int i = 0; i < count; ++i)
    sample::add_event(run, writing("a", i % 5, i % 5 + 1, 10 + i / 50, "LOAD_FAST"));
  return run;
}

}  // namespace

TEST_CASE("Refcount: the value over the writes, the line under each, the cause of each") {
  const Run run = seen_ledger();
  CHECK(draw_refcounts(run.watched.refcounts, "", kScreen) ==
        R"(hardware watchpoint: every write is here, whoever made it
a      list · 4 writes · at the end: stopped
       1 ─── 2 ··· 3 ─── 2 ··· 1
line         3     3     3     14
line   count   instruction   C function       in
   3   1 → 2   STORE_NAME    PyDict_SetItem   <module>
   3   2 → 3   LOAD_NAME                      <module>
   3   3 → 2   POP_TOP                        <module>
  14   2 → 1   DELETE_NAME                    <module>
)");
}

TEST_CASE("Refcount: without Unicode the same in ASCII") {
  const std::string drawn = draw_refcounts(seen_ledger().watched.refcounts, "", kPlain);
  CHECK(drawn.find("       1 --- 2 ... 3 --- 2 ... 1\n") != std::string::npos);
  CHECK(drawn.find("1 -> 2") != std::string::npos);
}

TEST_CASE("Refcount: the weaker mode says what it misses") {
  const Run run = run_of({watching("a", 1, "instruction"), writing("a", 1, 2, 3, "STORE_NAME")});
  const std::string drawn = draw_refcounts(run.watched.refcounts, "", kScreen);
  CHECK(
      drawn.starts_with("compared after each bytecode instruction: what one instruction adds and"));
  CHECK(drawn.find("is missed") != std::string::npos);
  CHECK(drawn.find("C function   in") == std::string::npos);  // a column of nothing
}

TEST_CASE("Refcount: many writes are one column each, then several") {
  const std::string some = draw_refcounts(many_writes(60).watched.refcounts, "", kScreen);
  CHECK(some.find("1 to 5") != std::string::npos);
  CHECK(some.find("\nline   10") != std::string::npos);
  CHECK(some.find("a column:") == std::string::npos);
  const std::string many = draw_refcounts(many_writes(100000).watched.refcounts, "", kScreen);
  CHECK(many.find("a column: ") != std::string::npos);
  // Each of the six rows is one of the causes: 50 times one of five steps on a line.
  CHECK(many.find("writes   by   line   instruction\n") != std::string::npos);
  CHECK(many.find("more writes by others") == std::string::npos);
  CHECK(many.find("writes by others") != std::string::npos);
}

TEST_CASE("Refcount: every picture keeps the width and a screen's height") {
  for (const Style& style : {kScreen, kSlim, kPlain}) {
    for (const int count : {0, 1, 7, 8, 9, 20, 300, 5000}) {
      Run run = many_writes(count);
      for (const char* name :
           {"b", "c", "d", "e", "an.object.with.a.very.long.dotted.name.indeed"}) {
        sample::add_event(run, watching(name, 1));
        sample::add_event(run, writing(name, 1, 12345, 7, "LOAD_NAME"));
      }
      const std::string drawn = draw_refcounts(run.watched.refcounts, "", style);
      INFO(drawn);
      CHECK(keeps_width(drawn, style));
      CHECK(height_of(drawn) <= 22);
      CHECK(drawn.find("2 more objects\n") != std::string::npos);
    }
  }
}

TEST_CASE("Refcount: an immortal object and one of two") {
  Run run = run_of({watching("a", 1), event("refcount.watch", {{"object", "none"},
                                                               {"type", "NoneType"},
                                                               {"mode", "hardware"},
                                                               {"value", number(4294967295)},
                                                               {"immortal", true}})});
  const std::string drawn = draw_refcounts(run.watched.refcounts, "none", kScreen);
  CHECK(drawn.find("immortal: nothing counts its references") != std::string::npos);
  CHECK(drawn.find("a  ") == std::string::npos);
  CHECK(draw_refcounts(run.watched.refcounts, "nobody", kScreen) == "");
}

TEST_CASE("Changes: resizes from before to after, with their lines") {
  const auto change = [](const char* what, const char* at, Value before, Value after, int line) {
    return event("object.change", {{"object", "d"},
                                   {"change", what},
                                   {"at", at},
                                   {"before", std::move(before)},
                                   {"after", std::move(after)},
                                   {"line", number(line)},
                                   {"opcode", "STORE_SUBSCR"}});
  };
  const Value absent = lab::record::Absent{"-"};
  Run run = run_of({event("object.watch", {{"object", "d"}, {"type", "dict"}, {"mode", "watcher"}}),
                    change("insert", "'k'", absent, number(1), 4),
                    change("resize", "", number(8), number(16), 5),
                    event("object.end", {{"object", "d"}, {"reason", "exit"}})});
  CHECK(draw_changes(run.watched.objects, "", kScreen) ==
        R"(d  dict · told by CPython · 1 insert, 1 resize · at the end: exit
#   change   at    before, after              line   instruction
1   insert   'k'   1                             4   STORE_SUBSCR
2   resize         8 → 16  ████████▒▒▒▒▒▒▒▒      5   STORE_SUBSCR
)");
  sample::add_event(run, change("move", "", number(0x7f0010), number(0x7f0020), 5));
  CHECK(draw_changes(run.watched.objects, "", kScreen).find("  0x7f0010 → 0x7f0020  ") !=
        std::string::npos);
  for (int i = 0; i < 500; ++i)
    sample::add_event(run, change("insert", "'x'", absent, number(i), 6));
  const std::string drawn = draw_changes(run.watched.objects, "", kScreen);
  CHECK(drawn.find("8 → 16") != std::string::npos);  // the rare kind is not crowded out
  CHECK(drawn.find("… 491 more changes\n") != std::string::npos);
  CHECK(height_of(drawn) == 15);
  CHECK(keeps_width(draw_changes(run.watched.objects, "", kSlim), kSlim));
}

TEST_CASE("Lines: the hottest with their text") {
  const auto folder = std::filesystem::temp_directory_path() / "lab report test lines";
  std::filesystem::create_directories(folder);
  const std::string file = folder / "hot.py";
  std::ofstream(file) << "for i in range(3):\n    print('\x1b[31m')\n";
  Run run;
  const auto line = [&](const std::string& name, int at) {
    sample::add_event(run, event("line", {{"file", name}, {"line", number(at)}}));
  };
  for (int i = 0; i < 4; ++i)
    line(file, 1);
  for (int i = 0; i < 2; ++i)
    line(file, 2);
  line(file, 99);
  CHECK(draw_lines(run, kScreen) ==
        "hot.py:1   4  ██████████  for i in range(3):\n"
        "hot.py:2   2  █████       print('␛[31m')\n"
        "hot.py:99  1  ███\n");
  // Of an exercise, nobody's files but its own are quoted.
  run.own_sources = {"mine.py"};
  CHECK(draw_lines(run, kScreen).find("range") == std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST_CASE("Lines: a long file name is cut before its line number") {
  const std::string name = "/x/" + std::string(100, 'n') + ".py";
  const Run run = run_of({event("line", {{"file", name}, {"line", number(1234)}})});
  CHECK(draw_lines(run, kSlim) == "nnnnnnnnnn…:1234  1  ██████████\n");
}

TEST_CASE("Lines: only Python files are read") {
  for (const char* name : {"/etc/passwd", "/dev/zero", "/dev/zero.py", "/", "", "nowhere.py"}) {
    const Run run = run_of({event("line", {{"file", name}, {"line", number(1)}})});
    const std::string drawn = draw_lines(run, kScreen);
    CHECK(drawn.find("root:") == std::string::npos);
    CHECK(height_of(drawn) == 1);
  }
}

TEST_CASE("Instructions: the ten most frequent") {
  Run run;
  for (int opcode = 0; opcode < 14; ++opcode) {
    for (int i = 0; i <= opcode; ++i) {
      const std::string name = "OP" + std::to_string(opcode);
      sample::add_event(run, event("instruction", {{"opcode", name}}));
    }
  }
  const std::string drawn = draw_instructions(run.watched.instructions, kScreen);
  CHECK(height_of(drawn) == 11);
  CHECK(drawn.starts_with("OP13  "));
  CHECK(drawn.ends_with("… 4 more opcodes: 10\n"));
}

TEST_CASE("Allocations: by line and by size class") {
  const auto line = [](int at, std::uint64_t bytes) {
    return event("alloc.line", {{"file", "/x/a.py"}, {"line", number(at)}, {"bytes", bytes}});
  };
  const auto size = [](std::uint64_t of, std::uint64_t bytes) {
    return event("alloc.size", {{"size_class", of}, {"bytes", bytes}});
  };
  Run run = run_of({line(3, 64), line(0, 32), size(0, 1000), size(32, 64), size(512, 500)});
  const std::string drawn = draw_allocations(run.watched.allocations, kScreen);
  CHECK(drawn.find("bytes asked for, by line\na.py:3  ") != std::string::npos);
  CHECK(drawn.find("\na.py ") != std::string::npos);
  const std::size_t small = drawn.find("up to 32 B");
  const std::size_t large = drawn.find("over 512 B");
  CHECK(small < drawn.find("up to 512 B"));
  CHECK(drawn.find("up to 512 B") < large);
  CHECK(large != std::string::npos);
}

TEST_CASE("Deaths: in their order, by whom") {
  const auto death = [](const char* kind, std::uint64_t order, const char* by) {
    return event(kind, {{"object", "a"},
                        {"type", "Node"},
                        {"by", by},
                        {"order", order},
                        {"line", number(9)},
                        {"code", "f"}});
  };
  const Run run =
      run_of({death("death.dealloc", 2, "refcount"), death("death.finalizer", 1, "collector")});
  CHECK(draw_deaths(run.watched.deaths, "", kScreen) ==
        R"(#   what          object     by          line   in
1   __del__       a (Node)   collector      9   f
2   deallocated   a (Node)   refcount       9   f
)");
  CHECK(draw_deaths(run.watched.deaths, "b", kScreen) == "");
}

TEST_CASE("Watched: a host that was killed is not said to have ended") {
  const Run run = run_of({watching("a", 1), writing("a", 1, 2, 3, "LOAD_NAME"),
                          event("alloc.call", {{"call", "malloc"}, {"size", std::uint64_t{8}}})});
  const std::string drawn = draw_watched(run, kScreen);
  CHECK(drawn.find("no end was written") != std::string::npos);
  CHECK(drawn.find("no total was written") != std::string::npos);
}

TEST_CASE("Watched: what the watching itself did, and what other processes did") {
  Run run = run_of({event("footprint", {{"watch", "lines"},
                                        {"events", std::uint64_t{12}},
                                        {"nanoseconds", std::uint64_t{1500000}},
                                        {"references", number(0)},
                                        {"blocks", number(-1)}})});
  run.watched.add(watching("a", 1), false);
  CHECK(draw_watched(run, kScreen) ==
        R"(  watched
    lines  0 lines begun · 0 lines of source
    1 event of other processes: in the trace only
    the watching itself   events   time in it   references   blocks
    lines                     12       1.5 ms            0       -1
)");
}

TEST_CASE("Panel: each kind of event has a picture, or says why it has none") {
  using lab::judge::PanelKind;
  const Run run = seen_ledger();
  CHECK(draw_panel(sample::panel(PanelKind::refcount, "title", ""), run, kScreen)
            .find("\n    a      list · 4 writes") != std::string::npos);
  for (const PanelKind kind :
       {PanelKind::changes, PanelKind::lines, PanelKind::instructions, PanelKind::alloc,
        PanelKind::deaths, PanelKind::gil, PanelKind::locks, PanelKind::tasks}) {
    const std::string drawn = draw_panel(sample::panel(kind, "title", ""), run, kScreen);
    CHECK(drawn.starts_with("  title\n    (n"));
    CHECK(drawn.ends_with("in this run)\n"));
  }
}
