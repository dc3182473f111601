#include <doctest.h>
#include <stdio.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "lab/explain/opcodes.h"

using lab::explain::what_opcode_does;

namespace {

/// The names of all instructions that a Python has, its specialised ones among them.
std::vector<std::string> opcodes_of(const std::string& python) {
  const std::string command =
      "'" + python +
      "' -c 'import opcode as o; print(*o.opmap, *getattr(o, \"_specialized_opmap\", ()), "
      "*getattr(o, \"_specialized_instructions\", ()))'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  REQUIRE(pipe != nullptr);
  std::string text;
  for (int byte = fgetc(pipe.get()); byte != EOF; byte = fgetc(pipe.get()))
    text.push_back(static_cast<char>(byte));
  std::istringstream words(text);
  std::vector<std::string> names;
  for (std::string name; words >> name;)
    names.push_back(name);
  return names;
}

}  // namespace

TEST_CASE("EveryInstructionOfEachPythonHasAPhrase") {
  std::istringstream pythons(LAB_PYTHONS);
  for (std::string python; std::getline(pythons, python, '|');) {
    const std::vector<std::string> names = opcodes_of(python);
    CHECK_MESSAGE(names.size() >= 100, python);
    for (const std::string& name : names)
      CHECK_MESSAGE(!what_opcode_does(name).empty(), python << " " << name);
  }
}

TEST_CASE("ASpecialisedInstructionDoesWhatItsBaseDoes") {
  CHECK(what_opcode_does("LOAD_ATTR_SLOT") == what_opcode_does("LOAD_ATTR"));
  CHECK(what_opcode_does("INSTRUMENTED_RETURN_VALUE") == what_opcode_does("RETURN_VALUE"));
  CHECK(what_opcode_does("LOAD_FAST_CHECK") != what_opcode_does("LOAD_FAST"));
}

TEST_CASE("AnInstructionThatNobodyKnowsHasNone") {
  CHECK(what_opcode_does("MELT").empty());
  CHECK(what_opcode_does("").empty());
}
