#include <doctest.h>

#include "lab/judge/exercise.h"
#include "tests/judge/scratch_folder.h"
#include "tests/judge/smallest_exercise.h"

using namespace lab::judge;
using namespace lab::judge::test;

TEST_CASE("SmallestExerciseIsAccepted") {
  CHECK(error_of(smallest()) == "accepted");
}

TEST_CASE("MissingFile") {
  ScratchFolder folder;
  auto file = folder.path() / "gc-cycles" / "exercise.toml";
  CHECK_THROWS_WITH_AS(
      load_exercise(file),
      (file.string() + ": cannot be read (No such file or directory); every exercise has this file")
          .c_str(),
      ExerciseError);
}

TEST_CASE("AFolderInPlaceOfTheFile") {
  ScratchFolder folder;
  folder.write("gc-cycles/exercise.toml/x", "");
  CHECK_THROWS_AS(load_exercise(folder.path() / "gc-cycles" / "exercise.toml"), ExerciseError);
}

TEST_CASE("TheErrorKnowsItsPlace") {
  try {
    parse_exercise(with_line(2, "title = 5"), "exercises/a/b/exercise.toml");
    FAIL("accepted");
  } catch (const ExerciseError& error) {
    CHECK(error.file() == "exercises/a/b/exercise.toml");
    CHECK(error.line() == 2);
    CHECK(error.column() == 9);
    CHECK(std::string(error.what()) ==
          "exercises/a/b/exercise.toml:2:9: 'title' is an integer; a string was expected");
  }
}

TEST_CASE("NotToml") {
  std::string error = error_of(with_line(2, "title = "));
  CAPTURE(error);
  CHECK(error.starts_with("2:"));
  CHECK(error.find(": not TOML: ") != std::string::npos);
  CHECK(error_of("\xff\xfe").find("not TOML") != std::string::npos);
  CHECK(error_of(with_line(2, "title = \"\xff\"")).find("not TOML") != std::string::npos);
}

// Where the library has no fault of its own here, the column and the words are the library's.
TEST_CASE("HeaderThatBreaksTheTomlParser") {
  auto is_refused_on = [](const std::string& line, const std::string& toml) {
    std::string error = error_of(toml);
    CAPTURE(error);
    CHECK(error.starts_with(line + ":"));
    CHECK(error.find(": not TOML: ") != std::string::npos);
  };
  is_refused_on("13", with_line(13, "[[="));
  is_refused_on("6", with_line(6, "[&]"));
  is_refused_on("19", smallest() + "[[[run]]]");
  is_refused_on("1", "[[=");
  CHECK(error_of(with_line(4, "explanation = \"\"\"\n[[=\n\"\"\"")) == "accepted");
}

TEST_CASE("CharacterBeyondAsciiOutsideQuotes") {
  const std::string expected =
      ": not TOML: a character beyond ASCII outside quotes; quotes around it were expected";
  CHECK(error_of(with_line(2, "title = é")) == "2:9" + expected);
  CHECK(error_of(with_line(2, "title = “T”")) == "2:9" + expected);
  CHECK(error_of(with_line(2, "title = \"é\\\"é\" é")) == "2:16" + expected);
  CHECK(error_of(with_line(4, "explanation = '''\n'é'\n''' é")) == "6:5" + expected);
  CHECK(error_of(with_line(2, "title = \"it is\" # é 'é")) == "accepted");
  CHECK(error_of(with_line(2, "title = 'é\\'")) == "accepted");
  CHECK(error_of(with_line(4, "explanation = \"\"\"\n\"é\" # é\n\"\"\"")) == "accepted");
  CHECK(error_of("\xef\xbb\xbf" + smallest()) == "accepted");
}

TEST_CASE("TooLongALine") {
  CHECK(error_of(with_line(3, "question = \"" + std::string(4000, 'x') + "\"")) ==
        "3:1: a line of 4013 bytes; at most 4000 were expected");
}

TEST_CASE("KeyGivenTwice") {
  CHECK(error_of(with_line(2, "title = \"T\"\ntitle = \"U\"")).starts_with("3:"));
}

TEST_CASE("TooLargeAFile") {
  std::string error = error_of(smallest() + std::string(300'000, '#'));
  CHECK(error.find("bytes; at most 262144 were expected") != std::string::npos);
}

TEST_CASE("AFolderThatIsNoSlug") {
  CHECK_THROWS_WITH_AS(
      parse_exercise(smallest(), "exercises/a/Gc Cycles/exercise.toml"),
      "exercises/a/Gc Cycles/exercise.toml: the folder 'Gc Cycles' gives the exercise its name; "
      "small letters, digits and '-' were expected",
      ExerciseError);
}

TEST_CASE("MissingKeys") {
  CHECK(error_of(with_line(1, "")).starts_with("1:1: 'number' is missing"));
  CHECK(error_of(with_line(2, "")).find("'title' is missing") != std::string::npos);
  CHECK(error_of(with_line(3, "")).find("'question' is missing") != std::string::npos);
  CHECK(error_of(with_line(4, "")).find("'explanation' is missing") != std::string::npos);
  CHECK(error_of(with_line(5, "")).find("'hints' is missing or empty") != std::string::npos);
  CHECK(error_of(with_line(7, "")) == "6:1: task: 'summary' is missing; every task has one");
  CHECK(error_of(with_line(8, "")).starts_with("6:1: task: 'functions' is missing or empty"));
  CHECK(error_of(with_line(10, "")) == "9:1: claim: 'id' is missing; every claim has one");
  CHECK(error_of(with_line(11, "")) == "9:1: claim: 'text' is missing; every claim has one");
  CHECK(error_of(with_line(12, "")) == "9:1: claim: 'verdict' is missing; every claim has one");
}

TEST_CASE("MissingTables") {
  std::string all = smallest();
  std::string without_expect = all.substr(0, all.find("[[expect]]"));
  CHECK(error_of(without_expect).find("no [[expect]]; at least one was expected") !=
        std::string::npos);
  std::string without_claim =
      all.substr(0, all.find("[[claim]]")) + all.substr(all.find("[[expect]]"));
  CHECK(error_of(without_claim).find("no [[claim]]; at least one was expected") !=
        std::string::npos);
  std::string without_task = all.substr(0, all.find("[task]")) + all.substr(all.find("[[claim]]"));
  CHECK(error_of(without_task).find("[task] is missing") != std::string::npos);
}

TEST_CASE("EmptyTexts") {
  CHECK(error_of(with_line(3, "question = \"\"")) ==
        "3:12: 'question' is empty; a text was expected");
  CHECK(error_of(with_line(4, "explanation = \"\"\"\n \n\"\"\"")) ==
        "4:15: 'explanation' is empty; a text was expected");
  CHECK(error_of(with_line(5, "hints = [\"a\", \" \"]")) ==
        "5:15: 'hints' is empty; a text was expected");
}

TEST_CASE("TextThatATerminalCannotTake") {
  CHECK(error_of(with_line(3, "question = \"a\\nb\"")) ==
        "3:12: 'question' has a line break; one line was expected");
  CHECK(error_of(with_line(3, "question = \"a\\u001b[31mb\"")) ==
        "3:12: 'question' holds a control character; plain text was expected");
}

TEST_CASE("WrongTypes") {
  CHECK(error_of(with_line(1, "number = \"4\"")) ==
        "1:10: 'number' is a string; an integer was expected");
  CHECK(error_of(with_line(1, "number = 0")) == "1:10: 'number' is 0; 1 to 9999 was expected");
  CHECK(error_of(with_line(5, "hints = \"h\"")) ==
        "5:9: 'hints' is a string; an array of strings was expected");
  CHECK(error_of(with_line(5, "hints = [1]")) ==
        "5:10: 'hints' is an integer; a string was expected");
  CHECK(error_of(with_line(6, "task = 1\n[other]")) ==
        "6:8: 'task' is an integer; a table was expected");
  CHECK(error_of(with_line(5, "hints = [\"h\"]\npanel = 3")) ==
        "6:9: 'panel' is an integer; an array of tables was expected");
  CHECK(error_of(with_line(5, "hints = [\"h\"]\npanel = [3]")) ==
        "6:10: 'panel' is an integer; a table for each item was expected");
}

TEST_CASE("UnknownKeys") {
  CHECK(
      error_of(with_line(2, "title = \"T\"\ntopic = \"gc\"")) ==
      "3:1: 'topic' is not a key; one of claim, expect, explanation, hints, links, needs, number, "
      "panel, question, run, task, title was expected");
  CHECK(error_of(with_line(7, "summary = \"S\"\n  sumary = \"S\"")) ==
        "8:3: task: 'sumary' is not a key; one of functions, summary was expected");
  CHECK(
      error_of(with_line(11, "text = \"t\"\nverdit = \"holds\""))
          .starts_with(
              "12:1: claim: 'verdit' is not a key; one of id, note, since, source, text, verdict"));
  CHECK(error_of(smallest() + "[needs]\npackage = [\"x\"]\n")
            .starts_with("20:1: needs: 'package' is not a key"));
  CHECK(error_of(smallest() + "[run]\nwatches = [\"gc\"]\n")
            .starts_with("20:1: run: 'watches' is not a key"));
  CHECK(error_of(smallest() + "[[links]]\ntitle = \"x\"\nurl = \"https://x\"\nnote = \"y\"\n")
            .starts_with("22:1: links: 'note' is not a key"));
}

TEST_CASE("TaskNames") {
  CHECK(error_of(with_line(8, "functions = []")).find("'functions' is missing or empty") !=
        std::string::npos);
  CHECK(error_of(with_line(8, "functions = [\"2x\"]")) ==
        "8:1: task: '2x' is no Python name; one was expected");
  CHECK(error_of(with_line(8, "functions = [\"a b\"]")) ==
        "8:1: task: 'a b' in 'functions' is no single word; one word an item was expected");
}

TEST_CASE("NeedsAndRun") {
  CHECK(error_of(smallest() + "[needs]\npython = \"3.11\"\n") ==
        "20:10: needs: '3.11' is no version range; one like \">=3.11,<3.13.5\" was expected");
  CHECK(error_of(smallest() + "[needs]\npackages = [\"a-b\"]\n") ==
        "20:1: needs: 'a-b' is no name to import; one was expected");
  CHECK(error_of(smallest() + "[needs]\npackages = [\"google.protobuf\"]\n") == "accepted");
  CHECK(error_of(smallest() + "[run]\nwall_seconds = 0\n") ==
        "20:16: run: 'wall_seconds' is 0; 0.01 to 3600 was expected");
  CHECK(
      error_of(smallest() + "[run]\ncpu_seconds = nan\n").starts_with("20:15: run: 'cpu_seconds'"));
  CHECK(error_of(smallest() + "[run]\nmemory_mib = 8\n")
            .starts_with("20:14: run: 'memory_mib' is 8; 16 to"));
  CHECK(error_of(smallest() + "[run]\nsite = 1\n") ==
        "20:8: run: 'site' is an integer; true or false was expected");
  CHECK(error_of(smallest() + "[run]\nwatch = [\"gc,gil\"]\n")
            .starts_with("20:1: run: 'gc,gil' in 'watch' is no single word"));
  CHECK(error_of(smallest() + "[run]\nenvironment = {A = 1}\n") ==
        "20:20: run: 'A' is an integer; a string was expected");
  CHECK(error_of(smallest() + "[run]\nenvironment = {LAB_LOG = \"x\"}\n")
            .starts_with("20:26: run: 'LAB_LOG' cannot be set"));
  CHECK(error_of(smallest() + "[run]\nenvironment = [1]\n")
            .starts_with("20:15: run: 'environment' is an array"));
}

TEST_CASE("Claims") {
  CHECK(error_of(with_line(12, "verdict = \"true\"")) ==
        "12:11: claim: verdict 'true' is not known; one of holds, outdated, misleading, wrong was "
        "expected");
  CHECK(error_of(with_line(12, "verdict = \"wrong\"")) ==
        "9:1: claim: 'note' is missing; a claim that does not hold says what to answer instead");
  CHECK(error_of(with_line(12, "verdict = \"wrong\"\nnote = \"say so\"")) == "accepted");
  CHECK(error_of(with_line(12, "verdict = \"holds\"\nsince = \"early\"")) ==
        "13:1: claim: 'early' is no version; one like \"3.4\" was expected");
  std::string twice =
      "verdict = \"holds\"\n[[claim]]\nid = \"a\"\ntext = \"u\"\nverdict = \"holds\"";
  CHECK(error_of(with_line(12, twice)) ==
        "14:1: claim: 'a' is the id of another claim; another was expected");
}

TEST_CASE("Links") {
  CHECK(error_of(smallest() + "[[links]]\ntitle = \"x\"\nurl = \"docs.python.org\"\n") ==
        "21:1: links: 'docs.python.org' is no web address; one that begins with https:// was "
        "expected");
}

TEST_CASE("Panels") {
  auto panel = [](const std::string& keys) { return error_of(smallest() + "[[panel]]\n" + keys); };
  CHECK(panel("kind = \"pie\"\ntitle = \"t\"\n") ==
        "20:8: panel: kind 'pie' is not known; one of series, table, bars, cells, sparkline, "
        "collections, refcount, changes, lines, instructions, alloc, deaths, gil, locks, tasks was "
        "expected");
  CHECK(panel("kind = \"bars\"\ntitle = \"t\"\n") ==
        "19:1: panel: 'observe' is missing; the name of the observation to draw was expected");
  CHECK(panel("kind = \"bars\"\ntitle = \"t\"\nobserve = \"o\"\nsteps = \"s\"\n") ==
        "23:1: panel: 'steps' goes with kind = \"series\" only");
  CHECK(panel("kind = \"bars\"\ntitle = \"t\"\nobserve = \"o\"\ncolumns = [\"c\"]\n") ==
        "23:1: panel: 'columns' goes with kind = \"table\" only");
  CHECK(panel("kind = \"collections\"\ntitle = \"t\"\nobserve = \"o\"\n")
            .starts_with(
                "22:1: panel: a panel of kind \"collections\" draws events, not an observation"));
  for (const char* kind : {"collections", "refcount", "changes", "lines", "instructions", "alloc",
                           "deaths", "gil", "locks", "tasks"}) {
    const std::string keys = std::string("kind = \"") + kind + "\"\ntitle = \"t\"\n";
    CHECK(panel(keys) == "accepted");
    CHECK(panel(keys + "observe = \"o\"\n").find("draws events") != std::string::npos);
  }
  CHECK(panel("kind = \"changes\"\ntitle = \"t\"\nobject = \"d\"\n") == "accepted");
  CHECK(panel("kind = \"lines\"\ntitle = \"t\"\nobject = \"d\"\n") ==
        "22:1: panel: 'object' goes with kind = \"refcount\", \"changes\" or \"deaths\" only");
}
