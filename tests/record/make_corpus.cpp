// Writes the seeds of the fuzzer: small logs, whole and hostile. lab_record_make_corpus FOLDER

#include <array>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>

#include "tests/record/temporary_log.h"

namespace {

using namespace lab::record;
using lab::record::test::append_raw;
using lab::record::test::file_bytes;
using lab::record::test::patch;
using lab::record::test::raw;
using lab::record::test::record_bytes;
using lab::record::test::sized;
using lab::record::test::TemporaryLog;
using lab::record::test::write_file;

void write_whole(const std::filesystem::path& path) {
  Writer writer(path);
  const std::array<std::string_view, 2> argv{"a.py", "x"};
  const std::array<Field, 7> fields{{{"mask", FieldType::absent_mask},
                                     {"i", FieldType::int64},
                                     {"u", FieldType::uint64, "not here"},
                                     {"a", FieldType::address},
                                     {"b", FieldType::boolean},
                                     {"t", FieldType::text},
                                     {"d", FieldType::nanoseconds}}};
  writer.process_start("3.11.2", argv);
  const std::uint16_t schema = writer.declare("e", fields);
  writer.event(schema, std::array{4UL, 1UL, 2UL, 3UL, 1UL, writer.intern("b.py"), 9UL});
  const Value value = Map{{"a", List{1, "x", 2.5, None{}, true, std::uint64_t{1}}},
                          {"b", Bytes{"\xFF"}},
                          {"c", BigInt{"-12"}},
                          {"d", Absent{"r"}},
                          {"e", Address{16}}};
  const std::string encoded = encode(value);
  writer.observation({true, 1, 2, "a.py", "f"}, "o", std::as_bytes(std::span(encoded)));
  writer.structure("s", std::as_bytes(std::span(encoded)));
  writer.exception("E", "m", "a.py", 3);
  writer.notice("n");
  writer.process_end(0);
}

/// The records alone, which is where the fuzzer should spend its time, and the file as it is.
void seed(const std::filesystem::path& folder, const std::string& name, const TemporaryLog& log,
          bool header) {
  finish_log(log.path());
  const std::string bytes = file_bytes(log.path());
  write_file(folder / name, bytes.substr(kHeaderSize));
  if (header) write_file(folder / (name + ".lablog"), bytes);
}

void seed_damaged(const std::filesystem::path& folder) {
  TemporaryLog hole;
  write_whole(hole.path());
  patch(hole.path(), kHeaderSize, std::string(24, '\0'));
  seed(folder, "hole", hole, false);

  TemporaryLog unfinished;
  write_whole(unfinished.path());
  patch(unfinished.path(), kHeaderSize + 3, std::string(1, '\0'));
  seed(folder, "unfinished", unfinished, false);

  TemporaryLog counts;
  append_raw(counts.path(),
             record_bytes(Kind::process_start, 0, raw(1U) + sized("3") + raw(0xFFFFFFFFU)));
  append_raw(counts.path(), record_bytes(Kind::schema, 1, sized("e") + raw(0xFFFFFFFFU)));
  append_raw(counts.path(), record_bytes(Kind::notice, 0, raw(0xFFFFFFFFU)));
  seed(folder, "huge-counts", counts, false);

  std::string deep;
  for (int i = 0; i < 200; ++i)
    deep += static_cast<char>(Tag::list) + raw(1U);
  TemporaryLog nested;
  append_raw(nested.path(), record_bytes(Kind::observation, 0,
                                         std::string(16, '\0') + sized("") + sized("") +
                                             sized("o") + sized(deep)));
  seed(folder, "deep-nesting", nested, false);

  TemporaryLog full(2 * kHeaderSize);
  {
    Writer writer(full.path());
    for (int i = 0; i < 200; ++i)
      writer.notice("some text\xC3");
  }
  seed(folder, "full", full, true);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: lab_record_make_corpus FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  TemporaryLog whole;
  write_whole(whole.path());
  seed(folder, "whole", whole, true);
  seed_damaged(folder);
  write_file(folder / "value", encode(Map{{"a", List{1, "x"}}, {"b", BigInt{"7"}}}));
  write_file(folder / "empty", "");
}
