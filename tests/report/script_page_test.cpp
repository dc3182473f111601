#include <doctest.h>

#include "lab/report/report.h"
#include "sample.h"

using namespace lab::report;
using lab::record::Map;
using sample::number;
using sample::numbers;

namespace {

lab::judge::Result script_result() {
  lab::judge::Result result;
  result.python = "3.11.2";
  result.source = "race.py";
  result.status = lab::judge::Status::passed;
  result.seconds = 1.24;
  result.log = "/logs/my run.lablog";
  return result;
}

const Style kWideScript{80, false, true};

}  // namespace

TEST_CASE("Script page: nothing to say of a script that ended well and was not watched") {
  CHECK(script_page({}, script_result(), kWideScript) == "");
}

TEST_CASE("Script page: what was watched") {
  lab::judge::Run run;
  sample::add_collection(run, 0, 0, 90000);
  sample::add_collection(run, 2, 7, 3200000);
  lab::judge::Result result = script_result();
  result.watched = {{"gc", Map{{"collections", numbers({1, 0, 1})},
                               {"collected", number(7)},
                               {"uncollectable", number(0)}}}};
  CHECK(script_page(run, result, kWideScript) ==
        R"(lab · race.py                                                     CPython 3.11.2
  watched
    gc  collections 1, 0, 1 · collected 7 · uncollectable 0
                  in order  times  unreachable    took
    generation 0  ▲             1            0   90 µs
    generation 2   ▲            1            7  3.2 ms
    2 collections · 7 unreachable objects · 0 uncollectable · longest 3.2 ms

  ended · 1.2 s
  trace  lab log '/logs/my run.lablog'
)");
}

TEST_CASE("Script page: what the script observed") {
  lab::judge::Run run;
  run.observations = {sample::observation("size", number(3))};
  run.observations[0].experiment = false;
  run.observations[0].file = "race.py";
  CHECK(script_page(run, script_result(), kWideScript).find("    size   3       race.py:14\n") !=
        std::string::npos);
}

TEST_CASE("Script page: a crash is told in plain words") {
  lab::judge::Run run;
  run.outcome.cause = lab::supervise::Cause::signal;
  run.outcome.signal = 11;
  lab::judge::Result result = script_result();
  result.status = lab::judge::Status::error;
  result.cause = lab::supervise::Cause::signal;
  result.message = lab::supervise::describe(run.outcome);
  const std::string page = script_page(run, result, kWideScript);
  CHECK(page.find("  ✗ killed by SIGSEGV (invalid memory reference)\n") != std::string::npos);
  CHECK(page.find("\n  did not finish · 1.2 s\n") != std::string::npos);
}

TEST_CASE("Script page: what the host and the log have to say") {
  lab::judge::Run run;
  run.notices = {"the gc watch switched itself off: callbacks list replaced"};
  run.damage.lost_records = 12;
  const std::string page = script_page(run, script_result(), kWideScript);
  CHECK(page.find("  the host says: the gc watch switched itself off") != std::string::npos);
  CHECK(page.find("  the log: 12 records found no room\n") != std::string::npos);
}
