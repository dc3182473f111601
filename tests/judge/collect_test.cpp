#include <doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "lab/judge/judge.h"
#include "lab/record/writer.h"
#include "tests/judge/scratch_folder.h"

using namespace lab::judge;
using namespace lab::judge::test;
using lab::record::FieldType;
using lab::record::Origin;
using lab::record::Value;
using lab::record::Writer;

namespace {

constexpr std::uint64_t kCapacity = 1U << 20U;

void start(Writer& writer) {
  std::array<std::string_view, 1> argv = {"experiment.py"};
  writer.process_start("3.11.2", argv);
}

void observe(Writer& writer, bool experiment, std::string_view name, const Value& value) {
  Origin origin{experiment, 1, 14, "experiment.py", "<module>"};
  std::string encoded = lab::record::encode(value);
  writer.observation(origin, name, std::as_bytes(std::span(encoded)));
}

void in_child(const std::function<void()>& work) {
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
}

/// The Run that a log gives, after `write` has written it.
Run collected(const std::function<void(Writer&)>& write, std::uint64_t capacity = kCapacity) {
  ScratchFolder folder;
  auto path = folder.path() / "run.lablog";
  lab::record::create_log(path, capacity);
  {
    Writer writer(path);
    write(writer);
  }
  lab::record::finish_log(path);
  lab::record::Reader reader(path);
  return collect(reader);
}

}  // namespace

TEST_CASE("CollectsWhatTheMainProcessRecorded") {
  Run run = collected([](Writer& writer) {
    start(writer);
    observe(writer, true, "alive", std::int64_t{2});
    observe(writer, false, "alive", std::int64_t{0});
    writer.notice("the gc hook switched itself off");
    writer.exception("ValueError", "x", "answer.py", 3);
    writer.process_end(0);
  });
  CHECK(run.ended);
  REQUIRE(run.observations.size() == 2);
  CHECK(run.observations[0].experiment);
  CHECK(run.observations[0].line == 14);
  CHECK_FALSE(run.observations[1].experiment);
  CHECK(*find_observation(run, "alive") == Value(std::int64_t{2}));
  REQUIRE(run.exception);
  CHECK(run.exception->type == "ValueError");
  CHECK(run.notices == std::vector<std::string>{"the gc hook switched itself off"});
  CHECK_FALSE(run.damage.any());
}

TEST_CASE("CollectsEventsForTheSummary") {
  Run run = collected([](Writer& writer) {
    start(writer);
    const std::array<lab::record::Field, 3> fields = {{{"generation", FieldType::int64},
                                                       {"collected", FieldType::int64},
                                                       {"uncollectable", FieldType::int64}}};
    std::uint16_t schema = writer.declare("gc.stop", fields);
    const std::array<std::uint64_t, 3> words = {2, 5, 0};
    writer.event(schema, words);
    writer.process_end(0);
  });
  REQUIRE(run.last_events.size() == 1);
  lab::record::Map watched = run.watched.to_map();
  REQUIRE(watched.size() == 1);
  CHECK(*watched[0].second.find("collected") == Value(std::uint64_t{5}));
}

TEST_CASE("WhatTheFrontLoggedOfTheOutputIsNoEventOfTheRun") {
  Run run = collected([](Writer& writer) {
    const std::array<lab::record::Field, 2> fields = {
        {{"stream", FieldType::text}, {"text", FieldType::text}}};
    const std::uint16_t schema = writer.declare("output", fields);
    const std::array<std::uint64_t, 2> words = {writer.intern("stdout"), writer.intern("hello")};
    writer.event(schema, words);
    in_child([&] {
      start(writer);
      observe(writer, true, "alive", std::int64_t{2});
      writer.process_end(0);
    });
    writer.event(schema, words);
  });
  CHECK(run.ended);
  CHECK(run.last_events.empty());
  CHECK(run.watched.to_map().empty());
  CHECK(run.observations.size() == 1);
}

TEST_CASE("WithoutEndRecordTheRunHasNotEnded") {
  Run run = collected([](Writer& writer) {
    start(writer);
    observe(writer, true, "alive", std::int64_t{2});
  });
  CHECK_FALSE(run.ended);
}

TEST_CASE("TheEndOfAChildIsNotTheEndOfTheRun") {
  Run run = collected([](Writer& writer) {
    start(writer);
    in_child([&] {
      start(writer);
      writer.exception("RuntimeError", "in the child", "answer.py", 9);
      observe(writer, true, "from the child", std::int64_t{1});
      writer.process_end(1);
    });
  });
  CHECK_FALSE(run.ended);
  CHECK_FALSE(run.exception);
  CHECK(find_observation(run, "from the child") != nullptr);
}

TEST_CASE("AnEmptyLogHasNotEnded") {
  Run run = collected([](Writer&) {});
  CHECK_FALSE(run.ended);
  CHECK(run.observations.empty());
}

TEST_CASE("AFullLogIsCollectedAsDamaged") {
  Run run = collected(
      [](Writer& writer) {
        start(writer);
        for (int i = 0; i < 1000; ++i)
          observe(writer, true, "alive", std::string(100, 'x'));
        writer.process_end(0);
      },
      std::uint64_t{64} << 10U);
  CHECK(run.damage.lost_records > 0);
  CHECK(ended(run).status == Status::error);
}
