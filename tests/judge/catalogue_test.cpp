#include <doctest.h>

#include <algorithm>

#include "lab/judge/exercise.h"
#include "tests/judge/scratch_folder.h"
#include "tests/judge/smallest_exercise.h"

using namespace lab::judge;
using namespace lab::judge::test;

namespace {

std::string numbered(int number) {
  return with_line(1, "number = " + std::to_string(number));
}

std::string only_error(const Catalogue& catalogue) {
  REQUIRE(catalogue.broken.size() == 1);
  return catalogue.broken[0].what();
}

}  // namespace

TEST_CASE("CatalogueIsInTheOrderOfTheNumbers") {
  ScratchFolder folder;
  folder.write("internals/late/exercise.toml", numbered(30));
  folder.write("internals/early/exercise.toml", numbered(2));
  folder.write("async/middle/exercise.toml", numbered(11));
  folder.write("README.md", "not a topic");
  folder.write(".cache/hidden/exercise.toml", "broken");
  folder.write("async/__pycache__/x.pyc", "");
  Catalogue catalogue = load_catalogue(folder.path());
  CHECK(catalogue.broken.empty());
  REQUIRE(catalogue.exercises.size() == 3);
  CHECK(catalogue.exercises[0].slug == "early");
  CHECK(catalogue.exercises[1].topic == "async");
  CHECK(catalogue.exercises[2].slug == "late");
}

TEST_CASE("BrokenExercisesStandBesideTheOthers") {
  ScratchFolder folder;
  folder.write("internals/good/exercise.toml", numbered(1));
  folder.write("internals/bad/exercise.toml", with_line(2, "title = 5"));
  Catalogue catalogue = load_catalogue(folder.path());
  CHECK(catalogue.exercises.size() == 1);
  CHECK(only_error(catalogue).find("bad/exercise.toml:2:9: 'title'") != std::string::npos);
}

TEST_CASE("AFolderWithoutExerciseToml") {
  ScratchFolder folder;
  folder.write("internals/gc-cycles/experiment.py", "");
  CHECK(only_error(load_catalogue(folder.path())).find("exercise.toml: cannot be read") !=
        std::string::npos);
}

TEST_CASE("TwoExercisesOfOneNumber") {
  ScratchFolder folder;
  folder.write("internals/one/exercise.toml", numbered(7));
  folder.write("internals/two/exercise.toml", numbered(7));
  Catalogue catalogue = load_catalogue(folder.path());
  CHECK(catalogue.exercises.size() == 1);
  std::string error = only_error(catalogue);
  CHECK(error.find("two/exercise.toml: number 7 is that of ") != std::string::npos);
  CHECK(error.find("internals/one too") != std::string::npos);
}

TEST_CASE("TwoExercisesOfOneSlug") {
  ScratchFolder folder;
  folder.write("async/same/exercise.toml", numbered(1));
  folder.write("internals/same/exercise.toml", numbered(2));
  CHECK(only_error(load_catalogue(folder.path())).find("the slug 'same' is that of ") !=
        std::string::npos);
}

TEST_CASE("NoFolderOfExercises") {
  ScratchFolder folder;
  CHECK(only_error(load_catalogue(folder.path() / "none"))
            .ends_with("none: no such folder; the folder of the exercises was expected"));
}

TEST_CASE("AnEmptyFolderOfExercises") {
  ScratchFolder folder;
  Catalogue catalogue = load_catalogue(folder.path());
  CHECK(catalogue.exercises.empty());
  CHECK(catalogue.broken.empty());
}
