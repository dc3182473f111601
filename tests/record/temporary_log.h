#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lab/record/reader.h"
#include "lab/record/writer.h"

namespace lab::record::test {

/// A fresh log in a folder of its own, both gone when this goes out of scope.
class TemporaryLog {
 public:
  explicit TemporaryLog(std::uint64_t capacity = std::uint64_t{64} << 20U);
  ~TemporaryLog();
  TemporaryLog(const TemporaryLog&) = delete;
  TemporaryLog& operator=(const TemporaryLog&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Contents {
  std::vector<Record> records;
  Reader::Damage damage;
};
/// Everything that a reader gives at this moment.
Contents read_all(const std::filesystem::path& path);

/// The texts of the notices among the records, in order.
std::vector<std::string> notices(const std::vector<Record>& records);

std::string file_bytes(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view bytes);
/// Overwrites a part of a file in place.
void patch(const std::filesystem::path& path, std::uint64_t offset, std::string_view bytes);

/// The bytes of a number as the format has them.
template <typename T>
std::string raw(T number) {
  return {reinterpret_cast<const char*>(&number), sizeof(number)};
}
std::string sized(std::string_view text);

/// A whole record with this payload, padded.
std::string record_bytes(Kind kind, std::uint16_t schema, std::string_view payload);
/// Puts bytes at the end of a log in place of a writer, whatever they are.
void append_raw(const std::filesystem::path& path, std::string_view bytes);

/// Runs `body` in a forked child, which ends with what it returns, 99 when it throws. @returns its
/// wait status.
template <typename Body>
int in_child(Body body);

}  // namespace lab::record::test

#include <sys/wait.h>
#include <unistd.h>

template <typename Body>
int lab::record::test::in_child(Body body) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      ::_exit(body());
    } catch (...) {
      ::_exit(99);
    }
  }
  int status = -1;
  if (child > 0) ::waitpid(child, &status, 0);
  return status;
}
