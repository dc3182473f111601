#include <doctest.h>
#include <sys/stat.h>

#include <array>
#include <cstddef>
#include <memory>
#include <random>
#include <string>

#include "tests/record/read_hostile.h"
#include "tests/record/temporary_log.h"

using namespace lab::record;
using lab::record::test::append_raw;
using lab::record::test::Contents;
using lab::record::test::file_bytes;
using lab::record::test::notices;
using lab::record::test::patch;
using lab::record::test::raw;
using lab::record::test::read_all;
using lab::record::test::record_bytes;
using lab::record::test::sized;
using lab::record::test::TemporaryLog;
using lab::record::test::write_file;

namespace {

using Texts = std::vector<std::string>;

void write_some_of_each(const std::filesystem::path& path) {
  Writer writer(path);
  const std::array<std::string_view, 2> argv{"a.py", "x"};
  const std::array<Field, 2> fields{{{"file", FieldType::text}, {"n", FieldType::int64}}};
  writer.process_start("3.11.2", argv);
  const std::uint16_t schema = writer.declare("e", fields);
  writer.event(schema, std::array{writer.intern("b.py"), 2UL});
  const std::string value = encode(Map{{"a", List{1, "x", 2.5}}});
  writer.observation({true, 1, 2, "a.py", "f"}, "o", std::as_bytes(std::span(value)));
  writer.exception("E", "m", "a.py", 3);
  writer.notice("n");
  writer.process_end(0);
}

void refuses(const TemporaryLog& log, const char* saying) {
  CAPTURE(saying);
  CHECK_THROWS_WITH_AS(Reader(log.path()), doctest::Contains(saying), LogError);
  CHECK_THROWS_WITH_AS(Writer(log.path()), doctest::Contains("t.lablog"), LogError);
}

}  // namespace

TEST_CASE("EmptyFile") {
  TemporaryLog log;
  write_file(log.path(), "");
  refuses(log, "is not a log: the file is empty");
}

TEST_CASE("NotALog") {
  TemporaryLog log;
  write_file(log.path(), "print('hello')\n");
  refuses(log, "t.lablog is not a log");
  write_file(log.path(), std::string(100'000, 'x'));
  refuses(log, "t.lablog is not a log");
  // What a transfer as text makes of a log.
  write_file(log.path(), "\x89LAB\n\x1a\n" + std::string(100'000, 'x'));
  refuses(log, "t.lablog is not a log");
}

TEST_CASE("NoRegularFile") {
  TemporaryLog log;
  std::filesystem::remove(log.path());
  refuses(log, "No such file");
  REQUIRE(mkfifo(log.path().c_str(), 0600) == 0);
  refuses(log, "is not a regular file");
  CHECK_THROWS_WITH_AS(create_log(log.path(), 1U << 20U), doctest::Contains("not a regular file"),
                       LogError);
  CHECK_THROWS_WITH_AS(Reader(log.path().parent_path()), doctest::Contains("is not a regular file"),
                       LogError);
}

TEST_CASE("ObsoleteVersion") {
  TemporaryLog log;
  patch(log.path(), offsetof(FileHeader, version), raw(std::uint32_t{3}));
  refuses(log, "t.lablog is a log of version 3; this lab reads version 2");
}

TEST_CASE("OtherByteOrder") {
  TemporaryLog log;
  patch(log.path(), offsetof(FileHeader, byte_order), raw(std::uint32_t{0x04030201}));
  refuses(log, "another byte order");
}

TEST_CASE("ImpossibleHeader") {
  for (std::uint64_t capacity :
       {std::uint64_t{0}, std::uint64_t{4097}, kMaxCapacity * 2, ~std::uint64_t{0}}) {
    TemporaryLog log;
    patch(log.path(), offsetof(FileHeader, capacity), raw(capacity));
    refuses(log, "is damaged");
  }
  TemporaryLog log;
  patch(log.path(), offsetof(FileHeader, tail), raw(std::uint64_t{8}));
  refuses(log, "is damaged");
  CHECK_THROWS_AS(create_log(log.path(), 100), LogError);
  CHECK_THROWS_AS(create_log(log.path(), kMaxCapacity + kHeaderSize), LogError);
}

TEST_CASE("CutAnywhere") {
  TemporaryLog log;
  write_some_of_each(log.path());
  finish_log(log.path());
  const std::string whole = file_bytes(log.path());
  const std::vector<Record> records = read_all(log.path()).records;
  for (std::size_t size = 0; size < whole.size(); size += size < kHeaderSize - 8 ? 97 : 1) {
    CAPTURE(size);
    write_file(log.path(), std::string_view(whole).substr(0, size));
    if (size < kHeaderSize) {
      REQUIRE_THROWS_AS(Reader(log.path()), LogError);
      continue;
    }
    const Contents contents = read_all(log.path());
    REQUIRE(contents.damage.cut);
    REQUIRE(contents.damage.corrupt_records == 0);
    REQUIRE(contents.damage.torn_records == 0);
    // Every record that ends before the cut, and no other.
    std::size_t expected = 0;
    while (expected + 1 < records.size() && records[expected + 1].offset <= size)
      ++expected;
    if (records[expected].offset > size) expected = 0;
    REQUIRE(contents.records.size() <= expected + 1);
    REQUIRE(contents.records.size() >= (size < records[0].offset + 1 ? 0 : expected));
  }
  write_file(log.path(), whole);
  CHECK_FALSE(read_all(log.path()).damage.any());
}

TEST_CASE("CutWhileItIsRead") {
  TemporaryLog log;
  const std::string large(1U << 20U, 'x');
  {
    Writer writer(log.path());
    for (int i = 0; i < 8; ++i)
      writer.notice(large);
  }
  Reader reader(log.path());
  CHECK(reader.next());
  std::filesystem::resize_file(log.path(), kHeaderSize + (3U << 20U));
  int more = 0;
  while (reader.next())
    ++more;
  CHECK(more == 1);
  CHECK(reader.damage().cut);
  std::filesystem::resize_file(log.path(), 0);
  CHECK_FALSE(reader.next());
}

TEST_CASE("FlippedBytes") {
  TemporaryLog log;
  write_some_of_each(log.path());
  finish_log(log.path());
  const std::string whole = file_bytes(log.path());
  std::mt19937 random(20240229);  // the same flips every time
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = whole;
    for (int flips = 1 + static_cast<int>(random() % 4); flips > 0; --flips) {
      // Half of them in the header's few used bytes, half in the records.
      const std::size_t at = random() % 2 == 0
                                 ? random() % sizeof(FileHeader)
                                 : kHeaderSize + random() % (bytes.size() - kHeaderSize);
      bytes[at] = static_cast<char>(bytes[at] ^ (1U << random() % 8));
    }
    test::read_hostile(std::as_bytes(std::span(bytes)));
  }
  CHECK(read_all(log.path()).records.size() == 6);
}

TEST_CASE("ImpossibleSizeEndsTheReading") {
  for (std::uint32_t size : {8U, 28U, kMaxRecordSize + 8, 0x7FFFFFF8U, 64U}) {
    CAPTURE(size);
    TemporaryLog log;
    { Writer(log.path()).notice("a"); }
    append_raw(log.path(), raw(size | kCommitted) + std::string(28, '\0'));
    for (bool alive : {false, true}) {
      const auto writer = alive ? std::make_unique<Writer>(log.path()) : nullptr;
      const Contents contents = read_all(log.path());
      CHECK(notices(contents.records) == Texts{"a"});
      CHECK(contents.damage.corrupt_records == 1);
    }
  }
}

TEST_CASE("NoSizeButSomethingEndsTheReading") {
  for (std::size_t zeros : {0U, 8U, 64U}) {
    TemporaryLog log;
    { Writer(log.path()).notice("a"); }
    append_raw(log.path(), std::string(zeros, '\0') + raw(0U) + raw(1U) + std::string(24, 'x'));
    const Contents contents = read_all(log.path());
    CHECK(notices(contents.records) == Texts{"a"});
    CHECK(contents.damage.corrupt_records == 1);
  }
}

TEST_CASE("ManyTornRecords") {
  // A reader that looked at the file anew for each of them would take minutes.
  TemporaryLog log;
  const std::string unfinished = raw(24U) + std::string(20, 'x');
  const std::string hole(8, '\0');
  std::string bytes;
  for (int i = 0; i < 200'000; ++i)
    bytes += unfinished + hole;
  append_raw(log.path(), bytes);
  { Writer(log.path()).notice("after"); }
  const Contents contents = read_all(log.path());
  CHECK(notices(contents.records) == Texts{"after"});
  CHECK(contents.damage.torn_records == 400'000);
}

TEST_CASE("WhatDoesNotDecodeIsCountedAndPassedOver") {
  const std::string schema = sized("e") + raw(1U) + raw(std::uint8_t{1}) + sized("f") + sized("");
  const std::string field_text =
      sized("t") + raw(1U) + raw(std::uint8_t{5}) + sized("f") + sized("");
  const std::string mask_second = sized("m") + raw(2U) + raw(std::uint8_t{1}) + sized("f") +
                                  sized("") + raw(std::uint8_t{7}) + sized("g") + sized("");
  const std::string observation =
      raw(0U) + raw(0) + raw(std::uint64_t{0}) + sized("") + sized("") + sized("o");
  const std::vector<std::string> corrupt = {
      record_bytes(static_cast<Kind>(0), 0, "12345678"),
      record_bytes(static_cast<Kind>(10), 0, "12345678"),
      record_bytes(Kind::process_start, 0, raw(1U) + sized("3") + raw(0xFFFFFFFFU)),
      record_bytes(Kind::process_end, 0, ""),
      record_bytes(Kind::notice, 0, raw(0xFFFFFFFFU) + "some"),
      record_bytes(Kind::notice, 0, sized("x") + std::string(16, '\0')),  // more than padding
      record_bytes(Kind::schema, 0, schema),
      record_bytes(Kind::schema, 1, sized("e") + raw(0xFFFFFFFFU)),
      record_bytes(Kind::schema, 1,
                   sized("e") + raw(1U) + raw(std::uint8_t{8}) + sized("f") + sized("")),
      record_bytes(Kind::schema, 1, mask_second),
      record_bytes(Kind::event, 3, raw(std::uint64_t{1})),  // of a schema that nobody declared
      record_bytes(Kind::text, 0, raw(std::uint64_t{0}) + sized("zero") + sized("")),
      record_bytes(Kind::observation, 0, observation + sized("")),
      record_bytes(Kind::observation, 0, observation + sized(std::string(2, '\0'))),
      record_bytes(Kind::structure, 0, sized("squares")),  // no value
      record_bytes(Kind::structure, 0, sized("squares") + sized("")),
      record_bytes(Kind::structure, 0, sized("squares") + sized(std::string(2, '\0'))),
      record_bytes(Kind::structure, 0, sized("squares") + raw(0xFFFFFFFFU) + std::string(8, '\0')),
  };
  TemporaryLog log;
  for (const std::string& bytes : corrupt)
    append_raw(log.path(), bytes);
  append_raw(log.path(), record_bytes(Kind::schema, 1, schema));
  append_raw(log.path(), record_bytes(Kind::schema, 1, schema));                // corrupt: taken
  append_raw(log.path(), record_bytes(Kind::event, 1, std::string(16, '\0')));  // corrupt: too many
  append_raw(log.path(), record_bytes(Kind::schema, 2, field_text));
  append_raw(log.path(), record_bytes(Kind::event, 2, raw(std::uint64_t{7})));  // corrupt: no text
  append_raw(log.path(), record_bytes(Kind::event, 2, raw(std::uint64_t{0})));
  { Writer(log.path()).notice("after"); }
  const Contents contents = read_all(log.path());
  CHECK(contents.damage.corrupt_records == corrupt.size() + 3);
  REQUIRE(contents.records.size() == 2);
  const auto& lost_text = std::get<Event>(contents.records[0].body);
  CHECK(lost_text.fields[0].second.is<Absent>());
  CHECK(notices(contents.records) == Texts{"after"});
}

TEST_CASE("TextsOfAnUntrustedWriter") {
  TemporaryLog log;
  { Writer(log.path()).notice("a\xFFz"); }
  CHECK(notices(read_all(log.path()).records) == Texts{"a\uFFFDz"});
}

TEST_CASE("TimeBeforeTheLogsStart") {
  TemporaryLog log;
  {
    Writer writer(log.path());
    writer.event_at(1, writer.declare("e", {}), {});
  }
  const auto records = read_all(log.path()).records;
  REQUIRE(records.size() == 1);
  CHECK(records[0].time == 0);
}
