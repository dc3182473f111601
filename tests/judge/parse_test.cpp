#include <doctest.h>

#include <fstream>
#include <sstream>

#include "lab/judge/exercise.h"
#include "tests/judge/scratch_folder.h"
#include "tests/judge/smallest_exercise.h"

using namespace lab::judge;
using namespace lab::judge::test;
using lab::record::Absent;
using lab::record::Address;
using lab::record::BigInt;
using lab::record::Bytes;
using lab::record::List;
using lab::record::Map;
using lab::record::None;
using lab::record::Value;

namespace {

constexpr const char* kFile = "exercises/internals/gc-cycles/exercise.toml";

/// The example on the page that documents the format.
std::string documented_example() {
  std::ifstream page(std::string(LAB_SOURCE_DIR) + "/lab/judge/EXERCISE.md");
  std::ostringstream text;
  text << page.rdbuf();
  const std::string all = text.str();
  std::size_t start = all.find("```toml\n");
  REQUIRE(start != std::string::npos);
  start += 8;
  return all.substr(start, all.find("\n```", start) + 1 - start);
}

Operator operator_of(const std::string& line) {
  return parse_exercise(with_line(16, line), kFile).expectations.at(0).op;
}

Value equals_value(const std::string& toml) {
  return std::get<Equals>(operator_of("equals = " + toml)).value;
}

}  // namespace

TEST_CASE("DocumentedExampleIsAccepted") {
  Exercise exercise = parse_exercise(documented_example(), kFile);
  CHECK(exercise.number == 4);
  CHECK(exercise.slug == "gc-cycles");
  CHECK(exercise.topic == "internals");
  CHECK(exercise.directory == "exercises/internals/gc-cycles");
  CHECK(exercise.experiment() == "exercises/internals/gc-cycles/experiment.py");
  CHECK(exercise.title == "Cycles and the collector");
  CHECK(exercise.explanation.starts_with("Reference counting frees"));
  CHECK(exercise.explanation.ends_with("holds them."));
  CHECK(exercise.hints.size() == 3);
  REQUIRE(exercise.links.size() == 1);
  CHECK(exercise.links[0].url == "https://docs.python.org/3/library/gc.html");
  CHECK(exercise.functions == std::vector<std::string>{"make_tree"});
  CHECK(exercise.python.text() == ">=3.11");
  CHECK(exercise.watch == std::vector<std::string>{"gc"});
  CHECK(exercise.limits.memory_bytes == std::uint64_t{1} << 30U);
  CHECK(exercise.limits.output_bytes == std::uint64_t{4} << 20U);
  CHECK(exercise.environment.at("PYTHONHASHSEED") == "0");
}

TEST_CASE("DocumentedClaimsPanelsAndExpectations") {
  Exercise exercise = parse_exercise(documented_example(), kFile);
  REQUIRE(exercise.claims.size() == 2);
  CHECK(exercise.claims[1].verdict == Verdict::outdated);
  CHECK(exercise.claims[1].since == "3.4");
  CHECK(exercise.claims[1].source == "PEP 442");
  CHECK_FALSE(exercise.claims[1].note.empty());
  REQUIRE(exercise.panels.size() == 3);
  CHECK(exercise.panels[0].kind == PanelKind::series);
  CHECK(exercise.panels[0].steps == "step names");
  CHECK(exercise.panels[1].columns.size() == 4);
  CHECK(exercise.panels[2].kind == PanelKind::collections);
  REQUIRE(exercise.expectations.size() == 4);
  CHECK(exercise.expectations[0].demonstration);
  CHECK(exercise.expectations[0].points == 0);
  CHECK(exercise.expectations[1].points == 2);
  CHECK(exercise.expectations[1].claim == "a");
  CHECK(std::get<Between>(exercise.expectations[2].op).high == 4);
  CHECK(exercise.expectations[3].hidden);
  CHECK(exercise.expectations[3].python.contains({3, 13, 0}));
  CHECK(exercise.expectations[3].line > exercise.expectations[2].line);
  CHECK(max_score(exercise) == 3);
}

TEST_CASE("SmallestExerciseHasTheDefaults") {
  Exercise exercise = parse_exercise(smallest(), kFile);
  CHECK(exercise.limits.wall_seconds == 10);
  CHECK(exercise.limits.cpu_seconds == 10);
  CHECK_FALSE(exercise.site);
  CHECK(exercise.python.empty());
  CHECK(exercise.expectations[0].points == 1);
  CHECK_FALSE(exercise.expectations[0].hidden);
  CHECK_FALSE(exercise.expectations[0].demonstration);
  CHECK(exercise.expectations[0].line == 13);
}

TEST_CASE("RunKeysAreRead") {
  Exercise exercise =
      parse_exercise(smallest() +
                         "[run]\nwatch = [\"gc\", \"refcount:tree.root\"]\nwall_seconds = 2.5\n"
                         "cpu_seconds = 1\nmemory_mib = 64\noutput_kib = 16\nsite = true\n",
                     kFile);
  CHECK(exercise.watch.size() == 2);
  CHECK(exercise.limits.wall_seconds == 2.5);
  CHECK(exercise.limits.cpu_seconds == 1);
  CHECK(exercise.limits.memory_bytes == 64U << 20U);
  CHECK(exercise.limits.output_bytes == 16U << 10U);
  CHECK(exercise.site);
}

TEST_CASE("EveryOperatorIsRead") {
  CHECK(std::get<AtLeast>(operator_of("at_least = 4")).value == 4);
  CHECK(std::get<AtMost>(operator_of("at_most = 0.5")).value == 0.5);
  CHECK(std::get<Between>(operator_of("between = [1, 2.5]")).high == 2.5);
  CHECK(std::get<OneOf>(operator_of("one_of = [1, \"x\"]")).values.size() == 2);
  CHECK(std::get<Matches>(operator_of("matches = 'a+'")).pattern == "a+");
  RatioTo ratio = std::get<RatioTo>(operator_of("ratio_to = {observation = \"x\", at_most = 2}"));
  CHECK(ratio.observation == "x");
  CHECK_FALSE(ratio.at_least);
  CHECK(ratio.at_most == 2.0);
  CHECK(std::get<SameAs>(operator_of("same_as = \"x/0\"")).observation == "x/0");
  CHECK(std::get<DiffersFrom>(operator_of("differs_from = \"x\"")).observation == "x");
  CHECK(name_of(operator_of("differs_from = \"x\"")) == "differs_from");
}

TEST_CASE("EveryValueCanBeWritten") {
  CHECK(equals_value("-3") == Value(std::int64_t{-3}));
  CHECK(equals_value("2.5") == Value(2.5));
  CHECK(equals_value("true") == Value(true));
  CHECK(equals_value("\"x\"") == Value("x"));
  CHECK(equals_value("[1, [\"a\"]]") == Value(List{std::int64_t{1}, List{"a"}}));
  CHECK(equals_value("{a = 1, b = \"x\"}") == Value(Map{{"a", std::int64_t{1}}, {"b", "x"}}));
  CHECK(equals_value("{}") == Value(Map{}));
  CHECK(equals_value("{none = true}") == Value(None{}));
  CHECK(equals_value("[{absent = true}]").get_if<List>()->at(0).is<Absent>());
  CHECK(equals_value("{address = 0x7f00}") == Value(Address{0x7f00}));
  CHECK(equals_value("{bytes = \"00fF\"}") == Value(Bytes{std::string("\0\xff", 2)}));
  CHECK(equals_value("{big_int = \"18446744073709551616\"}") ==
        Value(BigInt{"18446744073709551616"}));
  CHECK(equals_value("{big_int = \"18446744073709551615\"}") == Value(UINT64_MAX));
  CHECK(equals_value("{big_int = \"-5\"}") == Value(std::int64_t{-5}));
}

TEST_CASE("AMapIsAMapWhereItsKeyOnlyLooksLikeAMark") {
  CHECK(equals_value("{none = 1}") == Value(Map{{"none", std::int64_t{1}}}));
  CHECK(equals_value("{bytes = 5}") == Value(Map{{"bytes", std::int64_t{5}}}));
  CHECK(equals_value("{address = 1, size = 2}").is<Map>());
}

TEST_CASE("OneNameForDisjointVersions") {
  std::string again =
      "[[expect]]\nname = \"n\"\nobserve = \"o\"\nat_least = 2\nwhy = \"w\"\nhint = \"h\"\npoints "
      "= 3\n"
      "python = \">=3.13\"\n";
  std::string first = with_line(16, "equals = 1\npython = \"<3.13\"");
  Exercise exercise = parse_exercise(first + again, kFile);
  CHECK(exercise.expectations.size() == 2);
  CHECK(max_score(exercise) == 3);
}

TEST_CASE("LoadReadsTheFile") {
  ScratchFolder folder;
  folder.write("internals/gc-cycles/exercise.toml", smallest());
  Exercise exercise = load_exercise(folder.path() / "internals/gc-cycles/exercise.toml");
  CHECK(exercise.slug == "gc-cycles");
  CHECK(exercise.topic == "internals");
  CHECK(exercise.directory == folder.path() / "internals/gc-cycles");
}
