#include <doctest.h>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>

#include "tests/record/temporary_log.h"

using namespace lab::record;
using lab::record::test::read_all;
using lab::record::test::TemporaryLog;

namespace {

template <typename T>
const T& body(const Record& record) {
  const T* found = std::get_if<T>(&record.body);
  REQUIRE(found != nullptr);
  return *found;
}

void observe(Writer& writer, std::string_view name, const Value& value) {
  const std::string encoded = encode(value);
  writer.observation({true, 0xC0DE, 7, "dir/experiment.py", "main.<locals>.f"}, name,
                     std::as_bytes(std::span(encoded)));
}

Value one_of_each() {
  return Map{{"none", None{}},
             {"true", true},
             {"false", false},
             {"least", std::numeric_limits<std::int64_t>::min()},
             {"most", std::numeric_limits<std::uint64_t>::max()},
             {"real", 0.1},
             {"infinity", std::numeric_limits<double>::infinity()},
             {"address", Address{0x7FFFDEADBEEF}},
             {"text", "žluťoučký \U0001F40D"},
             {"empty", ""},
             {"bytes", Bytes{std::string("\0\xFF\n", 3)}},
             {"big", BigInt{"-123456789012345678901234567890"}},
             {"absent", Absent{"no ma_version_tag from 3.14"}},
             {"list", List{1, List{}, List{"x", Map{}}}},
             {"map", Map{{"", 0}, {"", 1}}}};
}

}  // namespace

TEST_CASE("EveryKindOfRecord") {
  TemporaryLog log;
  const auto before = Writer::now();
  {
    Writer writer(log.path());
    const std::array<std::string_view, 3> argv{"python", "", "-c"};
    writer.process_start("3.11.2", argv);
    writer.exception("ValueError", "no", "a.py", 12);
    writer.notice("the gil hook switched itself off");
    observe(writer, "x", 1);
    const std::string made_of = encode(Map{{"type", "dict"}, {"used", 2}});
    writer.structure("squares", std::as_bytes(std::span(made_of)));
    writer.process_end(-9);
  }
  const auto [records, damage] = read_all(log.path());
  CHECK_FALSE(damage.any());
  REQUIRE(records.size() == 6);
  CHECK(body<ProcessStart>(records[0]).parent_pid == static_cast<std::uint32_t>(getppid()));
  CHECK(body<ProcessStart>(records[0]).python_version == "3.11.2");
  CHECK(body<ProcessStart>(records[0]).argv == std::vector<std::string>{"python", "", "-c"});
  CHECK(body<Exception>(records[1]).type == "ValueError");
  CHECK(body<Exception>(records[1]).message == "no");
  CHECK(body<Exception>(records[1]).file == "a.py");
  CHECK(body<Exception>(records[1]).line == 12);
  CHECK(body<Notice>(records[2]).text == "the gil hook switched itself off");
  const auto& seen = body<Observation>(records[3]);
  CHECK(seen.experiment);
  CHECK(seen.file == "dir/experiment.py");
  CHECK(seen.qualname == "main.<locals>.f");
  CHECK(seen.line == 7);
  CHECK(seen.code == 0xC0DE);
  CHECK(seen.name == "x");
  CHECK(seen.value == Value(1));
  CHECK(body<Structure>(records[4]).object == "squares");
  CHECK(body<Structure>(records[4]).value == Value(Map{{"type", "dict"}, {"used", 2}}));
  CHECK(body<ProcessEnd>(records[5]).status == -9);
  CHECK(records[0].offset == kHeaderSize);
  for (const Record& record : records) {
    CHECK(record.pid == static_cast<std::uint32_t>(getpid()));
    CHECK(record.tid == static_cast<std::uint32_t>(gettid()));
    CHECK(record.time <= Writer::now() - before + 1'000'000'000U);
  }
}

TEST_CASE("EveryTypeOfValue") {
  TemporaryLog log;
  const Value value = one_of_each();
  {
    Writer writer(log.path());
    observe(writer, "all", value);
  }
  const auto records = read_all(log.path()).records;
  REQUIRE(records.size() == 1);
  CHECK(body<Observation>(records[0]).value == value);
}

TEST_CASE("EveryTypeOfField") {
  TemporaryLog log;
  const std::array<Field, 7> fields{{{"mask", FieldType::absent_mask},
                                     {"signed", FieldType::int64},
                                     {"count", FieldType::uint64},
                                     {"where", FieldType::address},
                                     {"is", FieldType::boolean},
                                     {"file", FieldType::text},
                                     {"took", FieldType::nanoseconds, "not measured"}}};
  {
    Writer writer(log.path());
    const std::uint16_t schema = writer.declare("gc.start", fields);
    const std::uint64_t file = writer.intern("a.py");
    const auto minus_one = static_cast<std::uint64_t>(-1);
    writer.event_at(Writer::now(), schema,
                    std::array{0UL, minus_one, minus_one, 0x10UL, 1UL, file, 5UL});
    writer.event(schema, std::array{1UL << 6U, 2UL, 3UL, 4UL, 0UL, file, 0UL});
  }
  const auto [records, damage] = read_all(log.path());
  CHECK_FALSE(damage.any());
  REQUIRE(records.size() == 2);
  CHECK(body<Event>(records[0]).name == "gc.start");
  CHECK(body<Event>(records[0]).fields == Map{{"signed", -1},
                                              {"count", std::numeric_limits<std::uint64_t>::max()},
                                              {"where", Address{0x10}},
                                              {"is", true},
                                              {"file", "a.py"},
                                              {"took", std::uint64_t{5}}});
  CHECK(body<Event>(records[1]).fields.back() == Map::value_type{"took", Absent{"not measured"}});
  CHECK(body<Event>(records[1]).fields.front() == Map::value_type{"signed", 2});
}

TEST_CASE("PaddingOfEverySize") {
  TemporaryLog log;
  std::vector<std::string> written;
  {
    Writer writer(log.path());
    for (std::size_t size = 0; size < 40; ++size) {
      written.emplace_back(size, 'x');
      writer.notice(written.back());
    }
  }
  const auto contents = read_all(log.path());
  CHECK(test::notices(contents.records) == written);
  CHECK_FALSE(contents.damage.any());
}

TEST_CASE("RecordLargerThanTheReadersWindow") {
  TemporaryLog log;
  const std::string large(3U << 20U, 'x');
  {
    Writer writer(log.path());
    writer.notice("before");
    writer.notice(large);
    writer.notice("after");
  }
  CHECK(test::notices(read_all(log.path()).records) ==
        std::vector<std::string>{"before", large, "after"});
}

TEST_CASE("TooLargeARecordIsLost") {
  TemporaryLog log;
  {
    Writer writer(log.path());
    writer.notice(std::string(kMaxRecordSize, 'x'));
    writer.notice("after");
  }
  const auto [records, damage] = read_all(log.path());
  CHECK(test::notices(records) == std::vector<std::string>{"after"});
  CHECK(damage.lost_records == 1);
  CHECK(damage.lost_bytes > kMaxRecordSize);
  CHECK(damage.torn_records == 0);
}

TEST_CASE("LongInternedTextIsCutAndMarked") {
  TemporaryLog log;
  const std::array<Field, 1> fields{{{"text", FieldType::text}}};
  std::string text(kMaxTextSize - 1, 'x');
  text += "ž and more";  // the bound falls within the ž
  {
    Writer writer(log.path());
    writer.event(writer.declare("e", fields), std::array{writer.intern(text)});
  }
  const auto [records, damage] = read_all(log.path());
  CHECK_FALSE(damage.any());
  REQUIRE(records.size() == 1);
  CHECK(body<Event>(records[0]).fields[0].second == Value(text.substr(0, kMaxTextSize - 1) + "…"));
}

TEST_CASE("DeclarationBeyondTheBoundsIsLost") {
  TemporaryLog log;
  {
    Writer writer(log.path());
    const std::vector<Field> many(kMaxFields + 1, Field{"f", FieldType::int64});
    CHECK(writer.declare("many", many) == 0);
    CHECK(writer.declare(std::string(kMaxSchemaSize, 'n'), {}) == 0);
    writer.event(0, std::array{1UL});
    const std::vector<Field> just(kMaxFields, Field{"f", FieldType::int64});
    const std::vector<std::uint64_t> words(kMaxFields, 3);
    writer.event(writer.declare("just", just), words);
  }
  const auto [records, damage] = read_all(log.path());
  CHECK(damage.lost_records == 3);
  CHECK(damage.corrupt_records == 0);
  REQUIRE(records.size() == 1);
  CHECK(body<Event>(records[0]).fields.size() == kMaxFields);
}

TEST_CASE("FinishedLogTakesNoMore") {
  TemporaryLog log;
  { Writer(log.path()).notice("x"); }
  CHECK_FALSE(Reader(log.path()).finished());
  finish_log(log.path());
  finish_log(log.path());  // once more changes nothing
  Reader reader(log.path());
  CHECK(reader.finished());
  CHECK(reader.size() == std::filesystem::file_size(log.path()));
  CHECK(reader.next());
  CHECK_FALSE(reader.next());
  CHECK_THROWS_WITH_AS(Writer(log.path()), doctest::Contains("is finished"), LogError);
}

TEST_CASE("TwoReaders") {
  TemporaryLog log;
  {
    Writer writer(log.path());
    for (int i = 0; i < 100; ++i)
      writer.notice(std::to_string(i));
  }
  Reader first(log.path());
  Reader second(log.path());
  for (int i = 0; i < 50; ++i)
    CHECK(body<Notice>(*first.next()).text == std::to_string(i));
  for (int i = 0; i < 100; ++i)
    CHECK(body<Notice>(*second.next()).text == std::to_string(i));
  Reader moved = std::move(first);
  for (int i = 50; i < 100; ++i)
    CHECK(body<Notice>(*moved.next()).text == std::to_string(i));
  CHECK_FALSE(moved.next());
  CHECK_FALSE(second.next());
}
