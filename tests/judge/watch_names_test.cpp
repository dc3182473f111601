#include <doctest.h>

#include "lab/judge/parse_watch.h"
#include "tests/judge/smallest_exercise.h"

using namespace lab::judge;
using namespace lab::judge::test;

TEST_CASE("EveryKindOfWatchIsAccepted") {
  for (const char* watch : {"gc", "alloc", "alloc:calls", "lines", "instructions", "deaths",
                            "locks", "locks:all", "gil", "tasks", "refcount:a", "object:a",
                            "refcount:cache.data", "object:_x1.y.z", "refcount:größe"}) {
    CHECK_MESSAGE(fault_of_watch(watch) == "", watch);
  }
}

TEST_CASE("AnUnknownWatchIsToldWithAllThereAre") {
  const std::string fault = fault_of_watch("everything");
  CHECK(fault.starts_with("'everything' is nothing that can be watched"));
  for (const WatchName& watch : watch_names())
    CHECK_MESSAGE(fault.find(watch.form) != std::string::npos, watch.form);
  CHECK(fault.ends_with("for example gc,refcount:cache"));
  CHECK(fault_of_watch("").starts_with("'' is nothing"));
  CHECK(fault_of_watch("GC").starts_with("'GC' is nothing"));
}

TEST_CASE("AnObjectWatchWithoutName") {
  for (const char* watch : {"refcount", "refcount:"}) {
    CHECK(fault_of_watch(watch) ==
          std::string("'") + watch +
              "' names no object; write refcount:NAME, where NAME is a global of the script or an "
              "attribute of one, for example cache or cache.data");
  }
  CHECK(fault_of_watch("object:").find("write object:NAME") != std::string::npos);
}

TEST_CASE("ANameThatIsNone") {
  for (const char* watch : {"refcount:1a", "refcount:a b", "refcount:a..b", "object:.a",
                            "object:a.", "object:a[0]", "refcount:a:b", "refcount:\x1b[31m"}) {
    const std::string fault = fault_of_watch(watch);
    CHECK_MESSAGE(fault.find("' is no name in '") != std::string::npos, watch);
  }
}

TEST_CASE("AKindThatTakesNothing") {
  CHECK(fault_of_watch("gc:x") == "'gc:x': gc takes nothing behind a colon; write gc");
  CHECK(fault_of_watch("lines:") == "'lines:': lines takes nothing behind a colon; write lines");
  CHECK(fault_of_watch("alloc:sizes") ==
        "'alloc:sizes': alloc takes nothing but calls; write alloc or alloc:calls");
}

TEST_CASE("AListOfWatches") {
  CHECK(split_watches("gc") == std::vector<std::string>{"gc"});
  CHECK(split_watches("gc, refcount:a\t,lines") ==
        std::vector<std::string>{"gc", "refcount:a", "lines"});
  CHECK(split_watches("gc,,lines,") == std::vector<std::string>{"gc", "", "lines", ""});
}

TEST_CASE("AnExerciseThatWatchesNothingThatThereIs") {
  CHECK(
      error_of(smallest() + "[run]\nwatch = [\"gc\", \"refcount:tree.root\", \"alloc:calls\"]\n") ==
      "accepted");
  CHECK(error_of(smallest() + "[run]\nwatch = [\"gill\"]\n")
            .starts_with(
                "20:1: run: 'gill' is nothing that can be watched; write one or more of gc,"));
  CHECK(error_of(smallest() + "[run]\nwatch = [\"object:\"]\n")
            .starts_with("20:1: run: 'object:' names no object"));
}
