#include <doctest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/record/temporary_log.h"

using namespace lab::record;
using lab::record::test::patch;
using lab::record::test::TemporaryLog;

namespace {

struct Seen {
  std::uint64_t offset;
  std::uint64_t time;
  Kind kind;
};

/// A log of `count` events, their texts and two other records between them.
void write_events(const TemporaryLog& log, std::uint64_t count) {
  Writer writer(log.path());
  writer.notice("begins");
  const std::array<Field, 2> fields{{{"n", FieldType::uint64}, {"text", FieldType::text}}};
  const std::uint16_t schema = writer.declare("count", fields);
  for (std::uint64_t n = 0; n < count; ++n) {
    const std::uint64_t text = writer.intern("text " + std::to_string(n % 7));
    writer.event(schema, std::array{n, text});
  }
  writer.notice("ends");
}

std::vector<Seen> read_raw(Reader& reader) {
  std::vector<Seen> seen;
  while (const auto record = reader.next_raw())
    seen.push_back({record->offset, record->time, record->kind});
  return seen;
}

}  // namespace

TEST_CASE("RawRecordsAreThoseThatAreDecoded") {
  TemporaryLog log;
  write_events(log, 5000);
  Reader raw(log.path());
  const std::vector<Seen> seen = read_raw(raw);
  Reader decoded(log.path());
  std::size_t at = 0;
  while (const auto record = decoded.next()) {
    REQUIRE(at < seen.size());
    CHECK(record->offset == seen[at].offset);
    CHECK(record->time == seen[at].time);
    ++at;
  }
  CHECK(at == seen.size());
  CHECK(at == 5002);
}

TEST_CASE("AgainFromAnyRecordGivesWhatFollows") {
  TemporaryLog log;
  write_events(log, 5000);
  Reader reader(log.path());
  const std::vector<Seen> seen = read_raw(reader);
  for (const std::size_t from :
       {std::size_t{0}, std::size_t{1}, std::size_t{2600}, seen.size() - 1}) {
    std::size_t at = from;
    reader.again_from(seen[from].offset, [&](const RawRecord& record) {
      REQUIRE(at < seen.size());
      CHECK(record.offset == seen[at].offset);
      const auto decoded = reader.decode(record);
      REQUIRE(decoded);
      if (const auto* event = std::get_if<Event>(&decoded->body)) {
        CHECK(event->fields[0].second == Value(static_cast<std::uint64_t>(at - 1)));
        CHECK(event->fields[1].second == Value("text " + std::to_string((at - 1) % 7)));
      }
      ++at;
      return true;
    });
    CHECK(at == seen.size());
  }
}

TEST_CASE("AgainStopsWhereItIsToldTo") {
  TemporaryLog log;
  write_events(log, 100);
  Reader reader(log.path());
  const std::vector<Seen> seen = read_raw(reader);
  int taken = 0;
  reader.again_from(seen[3].offset, [&](const RawRecord&) { return ++taken < 5; });
  CHECK(taken == 5);
}

TEST_CASE("AgainPassesARecordThatWasNeverFinished") {
  TemporaryLog log;
  write_events(log, 10);
  Reader first(log.path());
  std::vector<Seen> seen = read_raw(first);
  // As if the writer of the sixth had been killed before it was whole.
  patch(log.path(), seen[5].offset + 3, std::string(1, '\0'));
  Reader reader(log.path());
  seen = read_raw(reader);
  CHECK(reader.damage().torn_records == 1);
  std::size_t at = 0;
  reader.again_from(seen[0].offset, [&](const RawRecord& record) {
    CHECK(record.offset == seen[at].offset);
    ++at;
    return true;
  });
  CHECK(at == seen.size());
}
