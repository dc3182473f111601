#include "tests/record/read_hostile.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "lab/record/file_descriptor.h"
#include "lab/record/reader.h"
#include "lab/record/writer.h"

namespace lab::record::test {
namespace {

void expect(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "read_hostile: %s\n", promise);
  std::abort();
}

std::string header_for(std::size_t size) {
  FileHeader header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.version = kVersion;
  header.header_size = kHeaderSize;
  header.byte_order = kByteOrder;
  header.capacity = kHeaderSize + (size + kHeaderSize - 1) / kHeaderSize * kHeaderSize;
  header.tail = kHeaderSize + size / 8 * 8;
  header.allocated = header.capacity;
  std::string page(kHeaderSize, '\0');
  std::memcpy(page.data(), &header, sizeof(header));
  return page;
}

void replace(int file, std::string_view first, std::string_view second) {
  expect(::ftruncate(file, 0) == 0, "the memory file cannot be emptied");
  for (std::string_view part : {first, second}) {
    const ssize_t size = static_cast<ssize_t>(part.size());
    const off_t at = part.data() == first.data() ? 0 : static_cast<off_t>(first.size());
    expect(::pwrite(file, part.data(), part.size(), at) == size,
           "the memory file cannot be written");
  }
}

void check_record(const Record& record) {
  if (const auto* seen = std::get_if<Observation>(&record.body)) {
    expect(to_text(seen->value).size() <= 4 * 200, "a line is longer than its limit");
    const std::string again = encode(seen->value);
    expect(decode(std::as_bytes(std::span(again))).has_value(), "a value does not come back");
  }
  if (const auto* structure = std::get_if<Structure>(&record.body)) {
    const std::string again = encode(structure->value);
    expect(decode(std::as_bytes(std::span(again))).has_value(), "a structure does not come back");
  }
  if (const auto* event = std::get_if<Event>(&record.body)) {
    expect(event->fields.size() <= kMaxFields, "an event has more fields than a schema");
  }
}

void read_log(const std::string& path, std::size_t size) {
  try {
    Reader reader(path);
    std::size_t count = 0;
    std::uint64_t end = kHeaderSize;
    while (auto record = reader.next()) {
      check_record(*record);
      expect(record->offset >= end, "records overlap");
      end = record->offset + sizeof(RecordHeader);
      ++count;
    }
    expect(count <= size / sizeof(RecordHeader), "more records than the file has room for");
    const Reader::Damage damage = reader.damage();
    expect(reader.size() <= size || damage.cut || damage.corrupt_records > 0, "a cut is not said");
  } catch (const LogError& error) {
    expect(std::strstr(error.what(), path.c_str()) != nullptr, "an error does not name the file");
  }
}

}  // namespace

void read_hostile(std::span<const std::byte> bytes) {
  static const FileDescriptor file(::memfd_create("hostile", MFD_CLOEXEC));
  static const std::string path = "/proc/self/fd/" + std::to_string(file.number());
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string header = text.starts_with(kMagic[0]) ? std::string() : header_for(text.size());
  replace(file.number(), header, text);
  read_log(path, header.size() + text.size());
  if (auto value = decode(bytes)) {
    const std::string again = encode(*value);
    expect(decode(std::as_bytes(std::span(again))).has_value(), "a value does not come back");
  }
}

}  // namespace lab::record::test
