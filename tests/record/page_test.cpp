#include <doctest.h>
#include <fmt/core.h>
#include <sys/wait.h>

#include <array>
#include <cstdlib>
#include <regex>
#include <string>

#include "tests/record/temporary_log.h"

using namespace lab::record;
using lab::record::test::file_bytes;
using lab::record::test::TemporaryLog;
using lab::record::test::write_file;

namespace {

std::string page() {
  return file_bytes(std::filesystem::path(LAB_SOURCE_DIR) / "lab/record/FORMAT.md");
}

/// The number that the page gives in the row `| offset | … | name |` of a table.
void names_offset(const std::string& text, std::size_t offset, const char* name) {
  CAPTURE(name);
  const std::regex row(fmt::format("\\| *{} *\\| [^|]*\\| `{}` ", offset, name));
  CHECK(std::regex_search(text, row));
}

}  // namespace

TEST_CASE("PageNamesTheOffsets") {
  const std::string text = page();
  REQUIRE_FALSE(text.empty());
  names_offset(text, offsetof(FileHeader, magic), "magic");
  names_offset(text, offsetof(FileHeader, version), "version");
  names_offset(text, offsetof(FileHeader, header_size), "header_size");
  names_offset(text, offsetof(FileHeader, byte_order), "byte_order");
  names_offset(text, offsetof(FileHeader, capacity), "capacity");
  names_offset(text, offsetof(FileHeader, realtime_start_ns), "realtime_start_ns");
  names_offset(text, offsetof(FileHeader, monotonic_start_ns), "monotonic_start_ns");
  names_offset(text, offsetof(FileHeader, tail), "tail");
  names_offset(text, offsetof(FileHeader, allocated), "allocated");
  names_offset(text, offsetof(FileHeader, lost_records), "lost_records");
  names_offset(text, offsetof(FileHeader, lost_bytes), "lost_bytes");
  names_offset(text, offsetof(FileHeader, next_schema), "next_schema");
  names_offset(text, offsetof(FileHeader, next_text), "next_text");
  names_offset(text, offsetof(FileHeader, finished), "finished");
  names_offset(text, offsetof(RecordHeader, state), "state");
  names_offset(text, offsetof(RecordHeader, kind), "kind");
  names_offset(text, offsetof(RecordHeader, schema), "schema");
  names_offset(text, offsetof(RecordHeader, time), "time");
  names_offset(text, offsetof(RecordHeader, pid), "pid");
  names_offset(text, offsetof(RecordHeader, tid), "tid");
}

TEST_CASE("PythonReaderOfThePage") {
  const std::string text = page();
  const std::string fence = "```python\n";
  const std::size_t begin = text.find(fence);
  REQUIRE(begin != std::string::npos);
  const std::size_t end = text.find("```", begin + fence.size());
  REQUIRE(end != std::string::npos);

  TemporaryLog log;
  {
    Writer writer(log.path());
    const std::array<Field, 1> fields{{{"n", FieldType::uint64}}};
    const std::uint16_t schema = writer.declare("tick", fields);
    writer.notice("gone");
    for (std::uint64_t i = 0; i < 3; ++i)
      writer.event(schema, std::array{i + 5});
  }
  // The notice becomes a hole.
  const std::uint64_t hole = test::read_all(log.path()).records.at(0).offset;
  test::patch(log.path(), hole, std::string(32, '\0'));
  finish_log(log.path());

  const auto folder = log.path().parent_path();
  write_file(folder / "reader.py", text.substr(begin + fence.size(), end - begin - fence.size()));
  const std::string command =
      fmt::format("'{}' -I '{}' '{}' > '{}'", LAB_PYTHON, (folder / "reader.py").string(),
                  log.path().string(), (folder / "out").string());
  REQUIRE(std::system(command.c_str()) == 0);
  const std::string out = file_bytes(folder / "out");
  CAPTURE(out);
  CHECK(out.find("tick [5]") != std::string::npos);
  CHECK(out.find("tick [6]") != std::string::npos);
  CHECK(out.find("tick [7]") != std::string::npos);
  CHECK(out.find("1 torn") != std::string::npos);
}
