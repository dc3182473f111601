#include <doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "lab/explain/explain.h"

using lab::explain::explain;
using lab::explain::Explanation;
using lab::record::Absent;
using lab::record::Event;
using lab::record::Map;
using lab::record::Record;

namespace {

Explanation of(std::string name, Map fields) {
  Record record;
  record.body = Event{std::move(name), std::move(fields)};
  return explain(record, "3.11.2");
}

/// The names of all events that are declared in the sources.
std::set<std::string> declared() {
  std::set<std::string> names;
  const std::regex declaration(R"re(declare\("([a-z_.]+)")re");
  for (const char* room : {"bindings", "lab"}) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(
             std::filesystem::path(LAB_SOURCE_DIR) / room)) {
      if (file.path().extension() != ".cpp") continue;
      std::ifstream in(file.path());
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      for (std::sregex_iterator at(text.begin(), text.end(), declaration), end; at != end; ++at)
        names.insert((*at)[1]);
    }
  }
  return names;
}

}  // namespace

TEST_CASE("EveryEventThatIsDeclaredHasASentenceOfItsOwn") {
  const std::set<std::string> names = declared();
  CHECK(names.size() >= 45);
  for (const std::string& name : names) {
    const Explanation explained = of(name, {});
    // The sentence of an event that nobody knows begins with its name, and is its title.
    CHECK_MESSAGE(explained.title != name, name);
    CHECK_MESSAGE(!explained.sentence.empty(), name);
  }
}

TEST_CASE("AnEventThatNobodyKnowsIsToldByItsFields") {
  const Explanation explained = of("some.event", {{"a", 1}, {"b", Absent{"not here"}}, {"c", "x"}});
  CHECK(explained.sentence == "some.event: a 1, c \"x\".");
  CHECK(explained.title == "some.event");
}

TEST_CASE("AReferenceThatWasPushed") {
  const Explanation explained = of("refcount.write", {{"object", "numbers"},
                                                      {"value", 3},
                                                      {"before", 2},
                                                      {"file", "a/demo.py"},
                                                      {"line", 7},
                                                      {"opcode", "LOAD_NAME"}});
  CHECK(explained.sentence ==
        "`LOAD_NAME` at line 7 of demo.py pushed another reference to numbers: 2 → 3.");
  CHECK(explained.link == "https://docs.python.org/3.11/library/dis.html#opcode-LOAD_NAME");
}

TEST_CASE("TheLastReferenceThatIsGivenUp") {
  const Explanation explained =
      of("refcount.write",
         {{"object", "numbers"}, {"value", 0}, {"before", 1}, {"opcode", "DELETE_NAME"}});
  CHECK(
      explained.sentence ==
      "`DELETE_NAME` gave up the last reference to numbers: 1 → 0. Nobody holds it any more, so it "
      "is deallocated now.");
}

TEST_CASE("ACountWhoseFormerValueIsNotKnown") {
  const Explanation explained = of(
      "refcount.write", {{"object", "n"}, {"value", 1234}, {"before", Absent{"not compared yet"}}});
  CHECK(explained.sentence == "C code wrote the reference count of n: it is 1,234 now.");
}

TEST_CASE("ADictThatGrows") {
  const Explanation explained = of("object.change", {{"object", "cache"},
                                                     {"change", "resize"},
                                                     {"structure", "dict"},
                                                     {"before", 8},
                                                     {"after", 16},
                                                     {"file", "demo.py"},
                                                     {"line", 3},
                                                     {"opcode", "STORE_SUBSCR"}});
  CHECK(
      explained.sentence ==
      "`STORE_SUBSCR` at line 3 of demo.py gave cache another index table: 8 → 16 slots; each key "
      "finds its slot anew.");
}

TEST_CASE("AHandOff") {
  const Explanation explained =
      of("gil.take", {{"from", 812}, {"handoff", true}, {"switch_number", 5}});
  CHECK(explained.sentence ==
        "This thread took the GIL from thread 812: a hand-off, number 5 by the interpreter's own "
        "count.");
}

TEST_CASE("ACollectionThatFoundACycle") {
  const Explanation explained =
      of("gc.stop",
         {{"generation", 2}, {"collected", 2}, {"uncollectable", 0}, {"duration_ns", 300'000}});
  CHECK(explained.sentence ==
        "The collection of generation 2 found 2 objects that only cycles kept alive, in 300.0 µs.");
}
