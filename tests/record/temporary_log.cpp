#include "tests/record/temporary_log.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace lab::record::test {

TemporaryLog::TemporaryLog(std::uint64_t capacity) {
  std::string name = (std::filesystem::temp_directory_path() / "lab-record-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a log: " + name);
  path_ = std::filesystem::path(name) / "t.lablog";
  create_log(path_, capacity);
}

TemporaryLog::~TemporaryLog() {
  std::error_code ignored;
  std::filesystem::remove_all(path_.parent_path(), ignored);
}

Contents read_all(const std::filesystem::path& path) {
  Contents contents;
  Reader reader(path);
  while (auto record = reader.next())
    contents.records.push_back(std::move(*record));
  contents.damage = reader.damage();
  return contents;
}

std::vector<std::string> notices(const std::vector<Record>& records) {
  std::vector<std::string> texts;
  for (const Record& record : records) {
    if (const auto* notice = std::get_if<Notice>(&record.body)) texts.push_back(notice->text);
  }
  return texts;
}

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void patch(const std::filesystem::path& path, std::uint64_t offset, std::string_view bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(offset));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string sized(std::string_view text) {
  return raw(static_cast<std::uint32_t>(text.size())) + std::string(text);
}

std::string record_bytes(Kind kind, std::uint16_t schema, std::string_view payload) {
  std::string padded(payload);
  padded.resize((padded.size() + 7) / 8 * 8);
  const auto size = static_cast<std::uint32_t>(sizeof(RecordHeader) + padded.size());
  return raw(size | kCommitted) + raw(static_cast<std::uint16_t>(kind)) + raw(schema) +
         raw(Writer::now()) + raw(std::uint32_t{1}) + raw(std::uint32_t{1}) + padded;
}

void append_raw(const std::filesystem::path& path, std::string_view bytes) {
  std::uint64_t tail = 0;
  std::ifstream file(path, std::ios::binary);
  file.seekg(offsetof(FileHeader, tail));
  file.read(reinterpret_cast<char*>(&tail), sizeof(tail));
  patch(path, tail, bytes);
  const std::uint64_t end = tail + bytes.size();
  patch(path, offsetof(FileHeader, tail), raw(end));
  patch(path, offsetof(FileHeader, allocated), raw(end));
}

}  // namespace lab::record::test
